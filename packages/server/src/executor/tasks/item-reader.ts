/** ItemReader: items out of an object of a bucket, or the objects of a bucket themselves. */

import type { ItemSource } from "@stile/states";
import { type AwsCaller, ServiceError } from "../../aws/index.ts";
import { itemBytesMax, listedObjectsMax } from "../limits.ts";
import type { MapRunOutcome, ReadItemsRequest } from "../map-run-io.ts";
import { bytesOf } from "./api-task.ts";
import { checkInputType, ItemReaderProblem, itemsOf, type ReaderConfig } from "./item-formats.ts";
import { bucketFailure } from "./bucket-failure.ts";

const error = "States.ItemReaderFailed";

export async function readItems(aws: AwsCaller, request: ReadItemsRequest, requestId: string): Promise<MapRunOutcome> {
  try {
    return { kind: "succeeded", output: JSON.stringify(await itemsFrom(new Bucket(aws, request), request.source)) };
  } catch (thrown) {
    if (thrown instanceof ServiceError) return { kind: "failed", error, cause: bucketFailure(thrown, requestId) };
    if (thrown instanceof ItemReaderProblem) return { kind: "failed", error, cause: thrown.message };
    throw thrown;
  }
}

type Parameters = Readonly<Record<string, unknown>>;

async function itemsFrom(bucket: Bucket, { action, parameters, config, maxItems }: ItemSource): Promise<readonly unknown[]> {
  const given = (typeof parameters === "object" && parameters !== null ? parameters : {}) as Parameters;
  const readerConfig = config as ReaderConfig;
  if (action === "getObject") {
    checkInputType(readerConfig);
    return itemsOf(await bucket.read(given), readerConfig, maxItems);
  }
  if (readerConfig.Transformation !== "LOAD_AND_FLATTEN") return (await bucket.list(given, maxItems)).map(shownObject);
  checkInputType(readerConfig);
  const items: unknown[] = [];
  for (const { Key } of await bucket.list(given, 0)) {
    for (const item of await itemsOf(await bucket.read({ Bucket: given["Bucket"], Key }), readerConfig, 0)) items.push(item);
    if (maxItems > 0 && items.length >= maxItems) return items.slice(0, maxItems);
  }
  return items;
}

/** What ListObjectsV2 says of an object, as the model has it. */
interface ListedObject {
  readonly Key: string;
  readonly ETag?: string;
  readonly LastModified?: number;
  readonly Size?: number;
  readonly StorageClass?: string;
}

/** Recorded: the members of an item, the spelling of Etag, the time in seconds. */
function shownObject({ Key, ETag, LastModified, Size, StorageClass }: ListedObject): unknown {
  return {
    Etag: ETag,
    ...(LastModified === undefined ? {} : { LastModified: LastModified / 1000 }),
    Key,
    Size,
    StorageClass: StorageClass ?? "STANDARD",
  };
}

interface ListAnswer {
  readonly Contents?: readonly ListedObject[];
  readonly NextContinuationToken?: string;
}

/** S3 on behalf of one Map Run, within the bytes that one may read. */
class Bucket {
  readonly #aws: AwsCaller;
  readonly #request: ReadItemsRequest;
  #bytesLeft = itemBytesMax;

  constructor(aws: AwsCaller, request: ReadItemsRequest) {
    this.#aws = aws;
    this.#request = request;
  }

  async read(input: Parameters): Promise<Uint8Array> {
    const { Body } = await this.#call<{ readonly Body?: Uint8Array | AsyncIterable<Uint8Array> }>("GetObject", input);
    if (Body === undefined) return new Uint8Array();
    const bytes = Body instanceof Uint8Array ? Body : await bytesOf(Body, this.#bytesLeft + 1);
    this.#bytesLeft -= bytes.length;
    if (this.#bytesLeft < 0) throw new ItemReaderProblem(`The items are larger than the ${itemBytesMax} bytes that Stile reads.`);
    return bytes;
  }

  /** Every page of them; `maxItems` 0 means all. */
  async list(input: Parameters, maxItems: number): Promise<readonly ListedObject[]> {
    const objects: ListedObject[] = [];
    let token: string | undefined;
    do {
      const page: ListAnswer = await this.#call("ListObjectsV2", {
        ...input,
        ...(token === undefined ? {} : { ContinuationToken: token }),
      });
      objects.push(...(page.Contents ?? []));
      token = page.NextContinuationToken;
      if (objects.length > listedObjectsMax)
        throw new ItemReaderProblem(`There are more than the ${listedObjectsMax} objects that Stile lists.`);
    } while (token !== undefined && (maxItems === 0 || objects.length < maxItems));
    return maxItems > 0 ? objects.slice(0, maxItems) : objects;
  }

  #call<Answer>(operation: string, input: Parameters): Promise<Answer> {
    const { region, accountId, roleArn, signal } = this.#request;
    return this.#aws.call<Answer>({ service: "s3", operation, input, region, accountId, principalArn: roleArn, signal });
  }
}
