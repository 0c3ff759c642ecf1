/** StartLiveTail: what is put into some groups, as it comes, once a second. */

import { parseArn } from "../../aws/index.ts";
import type { LiveTailSessionLogEvent, LiveTailSessionStart, StartLiveTailResponseStream } from "../../models/logs.ts";
import type { Platform } from "../../platform/platform.ts";
import { operation } from "./context.ts";
import { invalidParameter, limitExceeded } from "./errors.ts";
import { compileFilter, type Filter } from "./filter-pattern.ts";
import { findGroup } from "./group-record.ts";
import { tailEventsPerSecondMax, tailSessionMs, tailsMax } from "./limits.ts";
import { groupNameIn } from "./names.ts";
import type { BatchFollower, WrittenBatch } from "./stream-writers.ts";

interface Session {
  /** Ids of groups. */
  readonly groups: ReadonlySet<string>;
  readonly isWanted: (stream: string) => boolean;
  readonly filter: Filter;
  events: LiveTailSessionLogEvent[];
  /** More came than may be shown in a second. */
  isSampled: boolean;
}

export interface LiveTails {
  readonly follower: BatchFollower;
  /** Events until the session's time is up, or the signal fires. Throws LimitExceededException. */
  follow(
    session: Pick<Session, "groups" | "isWanted" | "filter">,
    signal: AbortSignal,
  ): AsyncGenerator<{ readonly results: readonly LiveTailSessionLogEvent[]; readonly isSampled: boolean }>;
}

const nothing = { changes: [], written: () => {}, abandoned: () => {} };

export function createLiveTails({ clock }: Pick<Platform, "clock">): LiveTails {
  const sessions = new Set<Session>();

  const show = ({ group, stream, events }: WrittenBatch) => {
    const ingestionTime = clock.nowMs();
    for (const session of sessions) {
      if (!session.groups.has(group.id) || !session.isWanted(stream)) continue;
      for (const { timestamp, message } of events) {
        if (!session.filter.matches(message)) continue;
        if (session.events.length >= tailEventsPerSecondMax) {
          session.isSampled = true;
          break;
        }
        session.events.push({
          logStreamName: stream,
          logGroupIdentifier: `${group.home.accountId}:${group.name}`,
          message,
          timestamp,
          ingestionTime,
        });
      }
    }
  };
  const nextSecond = (signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      const end = () => {
        cancel();
        signal.removeEventListener("abort", end);
        resolve();
      };
      const cancel = clock.at(clock.nowMs() + 1_000, end);
      signal.addEventListener("abort", end);
    });

  return {
    follower: { prepare: (batch) => (sessions.size === 0 ? nothing : { ...nothing, written: () => show(batch) }) },
    follow(wanted, signal) {
      if (sessions.size >= tailsMax) throw limitExceeded();
      const session: Session = { ...wanted, events: [], isSampled: false };
      // From now on, not from when the first answer is asked for.
      sessions.add(session);
      const endMs = clock.nowMs() + tailSessionMs;
      const end = () => void sessions.delete(session);
      signal.addEventListener("abort", end);
      return (async function* () {
        try {
          while (!signal.aborted && clock.nowMs() < endMs) {
            await nextSecond(signal);
            const { events: results, isSampled } = session;
            session.events = [];
            session.isSampled = false;
            if (!signal.aborted) yield { results, isSampled };
          }
        } finally {
          signal.removeEventListener("abort", end);
          end();
        }
      })();
    },
  };
}

export const startLiveTail = operation("StartLiveTail", {
  async handle(
    { logGroupIdentifiers, logStreamNames, logStreamNamePrefixes, logEventFilterPattern = "" },
    { call, records, platform, tails },
  ) {
    const filter = compileFilter(logEventFilterPattern);
    if (logStreamNames !== undefined && logStreamNamePrefixes !== undefined) {
      throw invalidParameter("logStreamNames and logStreamNamePrefixes are mutually exclusive parameters.");
    }
    if ((logStreamNames ?? logStreamNamePrefixes) !== undefined && logGroupIdentifiers.length > 1) {
      throw invalidParameter("Log streams can be named for one log group only.");
    }
    const groups = await Promise.all(
      logGroupIdentifiers.map(async (identifier) => {
        if (parseArn(identifier) === undefined) throw invalidParameter("logGroupIdentifiers must be ARNs of log groups.");
        return (await findGroup(records, call, groupNameIn(identifier))).value;
      }),
    );
    const isWanted = (stream: string) =>
      (logStreamNames?.includes(stream) ?? true) && (logStreamNamePrefixes?.some((prefix) => stream.startsWith(prefix)) ?? true);
    const updates = tails.follow({ groups: new Set(groups.map(({ id }) => id)), isWanted, filter }, call.signal);
    const sessionStart = {
      requestId: call.requestId,
      sessionId: platform.random.uuid(),
      logGroupIdentifiers,
      logStreamNames: logStreamNames ?? [],
      logStreamNamePrefixes: logStreamNamePrefixes ?? [],
      logEventFilterPattern,
    };
    return { responseStream: stream(sessionStart, updates, call.signal) };
  },
});

async function* stream(
  sessionStart: LiveTailSessionStart,
  updates: ReturnType<LiveTails["follow"]>,
  signal: AbortSignal,
): AsyncGenerator<StartLiveTailResponseStream> {
  yield { sessionStart };
  for await (const { results, isSampled } of updates)
    yield { sessionUpdate: { sessionMetadata: { sampled: isSampled }, sessionResults: results } };
  if (!signal.aborted) yield { SessionTimeoutException: { message: "The session has ended: its time is up." } };
}
