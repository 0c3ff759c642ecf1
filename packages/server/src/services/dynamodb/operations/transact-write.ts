/** TransactWriteItems: several changes and checks, all of them or none. */

import { createHash } from "node:crypto";
import { ServiceError } from "../../../aws/index.ts";
import type {
  CancellationReason,
  ConsumedCapacity,
  ItemCollectionMetrics,
  TransactWriteItem,
  TransactWriteItemsInput,
  TransactWriteItemsOutput,
} from "../../../models/dynamodb.ts";
import { type RecordChange, RecordConflict } from "../../../storage/ports/records.ts";
import { type DynamoDbContext, operation } from "../context.ts";
import { validationException } from "../errors.ts";
import type { Changed, Outcome } from "../items/item-writer.ts";
import { transactBytesMax } from "../limits.ts";
import type { Home } from "../tables/tables.ts";
import type { Table } from "../tables/table.ts";
import { itemBytes } from "../values/attribute-value.ts";
import { CapacityCount, readUnits, type ReturnConsumedCapacity } from "./capacity.ts";
import { collectionMetricsOf } from "./item-changes.ts";
import { noReason, reasonOf, requireDistinctItems, transactionCanceled } from "./transactions.ts";
import { type Bound, type Prepared, prepareCheck, prepareDelete, preparePut, prepareUpdate } from "./write-requests.ts";

export const transactWriteItems = operation("TransactWriteItems", {
  async handle(input, { call, ...context }) {
    const prepared = input.TransactItems.map(prepareAction);
    const token = input.ClientRequestToken;
    return await writeTransaction(
      input,
      prepared,
      token === undefined ? undefined : { token, request: input.TransactItems },
      call,
      context,
    );
  },
});

/** What an answer is to tell. */
type Wanted = Pick<TransactWriteItemsInput, "ReturnConsumedCapacity" | "ReturnItemCollectionMetrics">;

/** By its token a transaction is done once; `request` tells it from another one under the same token. */
interface Once {
  readonly token: string;
  readonly request: unknown;
}

/** All of the actions or none. Throws TransactionCanceledException, IdempotentParameterMismatchException. */
export async function writeTransaction(
  wanted: Wanted,
  actions: readonly PreparedAction[],
  once: Once | undefined,
  home: Home,
  context: DynamoDbContext,
): Promise<TransactWriteItemsOutput> {
  if (once === undefined) return await write(wanted, bindAll(actions, home, context), context);
  return await writeOnce(`${home.accountId}/${home.region}/${once.token}`, once.request, wanted, actions, home, context);
}

export interface PreparedAction {
  readonly prepared: Prepared;
  readonly tableName: string;
}

/** Throws ValidationException for an action that is none, or two. */
function prepareAction({ Put, Update, Delete, ConditionCheck }: TransactWriteItem): PreparedAction {
  const given = [Put, Update, Delete, ConditionCheck].filter((action) => action !== undefined);
  if (given.length !== 1) {
    throw validationException("TransactItems can only contain one of Check, Put, Update or Delete");
  }
  if (Put !== undefined) return { prepared: preparePut(Put), tableName: Put.TableName };
  if (Update !== undefined) return { prepared: prepareUpdate(Update), tableName: Update.TableName };
  if (Delete !== undefined) return { prepared: prepareDelete(Delete), tableName: Delete.TableName };
  if (ConditionCheck !== undefined) return { prepared: prepareCheck(ConditionCheck), tableName: ConditionCheck.TableName };
  throw validationException("TransactItems can only contain one of Check, Put, Update or Delete");
}

/** What does not fit an action's table cancels the transaction, and is told with the reasons of the others. */
function bindAll(actions: readonly PreparedAction[], home: Home, { tables }: DynamoDbContext): readonly Bound[] {
  const found = actions.map(({ tableName }) => tables.require(home, tableName));
  const bound: Bound[] = [];
  let refused = false;
  const reasons = actions.map(({ prepared }, at): CancellationReason => {
    try {
      bound.push(prepared.bind(found[at] as Table));
      return noReason;
    } catch (error) {
      const reason = reasonOf(error);
      // An empty key is no key of any table's: that is the request's fault, and no reason of a transaction's.
      if (reason === undefined || (error as Error).message.startsWith("One or more parameter values are not valid.")) throw error;
      refused = true;
      return reason;
    }
  });
  if (refused) throw transactionCanceled(reasons);
  requireDistinctItems(bound);
  return bound;
}

/** Answers what was done already under that token without doing it again. */
async function writeOnce(
  key: string,
  contents: unknown,
  wanted: Wanted,
  prepared: readonly PreparedAction[],
  home: Home,
  context: DynamoDbContext,
): Promise<TransactWriteItemsOutput> {
  const { tokens } = context;
  const request = createHash("sha256").update(JSON.stringify(contents)).digest("base64");
  for (;;) {
    const used = await tokens.find(key);
    const token = used === undefined ? await tokens.use(key, request) : undefined;
    // From here to the write nothing is waited for: it goes by the tables as they are now.
    const bound = bindAll(prepared, home, context);
    if (used !== undefined) {
      if (used.request !== request) {
        throw new ServiceError(
          "IdempotentParameterMismatchException",
          "The client has sent a request with an existing client token but different parameters.",
        );
      }
      return repeated(wanted, bound, context);
    }
    try {
      return await write(wanted, bound, context, token === undefined ? [] : [token]);
    } catch (error) {
      // The same token came in twice at once: the other one was first.
      if (!(error instanceof RecordConflict)) throw error;
    }
  }
}

async function write(
  wanted: Wanted,
  bound: readonly Bound[],
  { writer }: DynamoDbContext,
  more: readonly RecordChange[] = [],
): Promise<TransactWriteItemsOutput> {
  const changed = await writer.writeAll(bound, { more, judge });
  return answer(wanted, bound, (at, count) => count.addChange(changed[at] as Changed, 2), "write");
}

/** A repeated request costs the reading of what is there. */
async function repeated(wanted: Wanted, bound: readonly Bound[], { writer }: DynamoDbContext): Promise<TransactWriteItemsOutput> {
  const stored = await Promise.all(bound.map(({ table, keyText }) => writer.read(table, keyText)));
  return answer(wanted, bound, (at, count) => count.add(readUnits(stored[at]?.[1] ?? 0, true) * 2), "read");
}

/** Throws TransactionCanceledException when one of the actions cannot be. */
function judge(outcomes: readonly Outcome[]): void {
  const reasons = outcomes.map((outcome) => {
    if (outcome.kind === "decided") return noReason;
    const reason = reasonOf(outcome.error);
    if (reason === undefined) throw outcome.error;
    return reason;
  });
  if (reasons.some((reason) => reason !== noReason)) throw transactionCanceled(reasons);
  let bytes = 0;
  for (const outcome of outcomes) {
    if (outcome.kind === "decided" && outcome.decision.kind === "put") bytes += outcome.decision.bytes ?? itemBytes(outcome.decision.item);
  }
  if (bytes > transactBytesMax) throw validationException("Transaction item size has exceeded the maximum allowed size: 4 MB");
}

function answer(
  { ReturnConsumedCapacity: wanted, ReturnItemCollectionMetrics: metrics }: Wanted,
  bound: readonly Bound[],
  add: (at: number, count: CapacityCount) => void,
  transaction: "read" | "write",
): TransactWriteItemsOutput {
  const capacity = capacityPerTable(bound, add, transaction, wanted);
  const collections = metrics === "SIZE" ? metricsPerTable(bound) : undefined;
  return {
    ...(capacity === undefined ? {} : { ConsumedCapacity: capacity }),
    ...(collections === undefined ? {} : { ItemCollectionMetrics: collections }),
  };
}

/** One entry a table, in the order in which the request names them. */
export function capacityPerTable(
  places: readonly { readonly table: Table }[],
  add: (at: number, count: CapacityCount) => void,
  transaction: "read" | "write" | undefined,
  wanted: ReturnConsumedCapacity,
): ConsumedCapacity[] | undefined {
  if (wanted === undefined || wanted === "NONE") return undefined;
  const counts = new Map<Table, CapacityCount>();
  for (const [at, { table }] of places.entries()) {
    let count = counts.get(table);
    if (count === undefined) counts.set(table, (count = new CapacityCount(table, transaction)));
    add(at, count);
  }
  return [...counts.values()].flatMap((count) => count.answer(wanted) ?? []);
}

/** One entry an item collection, by table; undefined where no table has local indexes. */
export function metricsPerTable(bound: readonly Bound[]): Record<string, ItemCollectionMetrics[]> | undefined {
  const metrics: Record<string, ItemCollectionMetrics[]> = {};
  const seen = new Set<string>();
  for (const change of bound) {
    const { ItemCollectionMetrics: told } = collectionMetricsOf(change.table, change);
    if (told === undefined) continue;
    const collection = JSON.stringify([change.table.record.id, told.ItemCollectionKey]);
    if (seen.has(collection)) continue;
    seen.add(collection);
    (metrics[change.table.record.name] ??= []).push(told);
  }
  return Object.keys(metrics).length === 0 ? undefined : metrics;
}
