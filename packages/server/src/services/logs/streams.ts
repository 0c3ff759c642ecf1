/** Log streams. */

import { operation } from "./context.ts";
import { alreadyExists, invalidParameter, streamNotFound } from "./errors.ts";
import { findGroup, groupOf } from "./group-record.ts";
import { pageItemsMax } from "./limits.ts";
import { streamKey } from "./names.ts";
import { everyRecord, tokenOf } from "../../stored/index.ts";
import { placeOf } from "./page-token.ts";
import { storedChange } from "./stored-change.ts";
import { listedStream, purgeKind, streamKind, type StreamRecord } from "./stream-record.ts";

export const createLogStream = operation("CreateLogStream", {
  async handle({ logGroupName, logStreamName }, { call, records, platform, writers }) {
    const group = (await findGroup(records, call, logGroupName)).value;
    const key = streamKey(group.id, logStreamName);
    await storedChange<StreamRecord>(records, streamKind, key, (present) => {
      if (present !== undefined) throw alreadyExists("log stream");
      return { name: logStreamName, id: platform.random.uuid(), createdMs: platform.clock.nowMs(), bytes: 0 };
    });
    writers.forget(key);
  },
});

export const deleteLogStream = operation("DeleteLogStream", {
  async handle({ logGroupName, logStreamName }, { call, records, writers, sweeper }) {
    const group = (await findGroup(records, call, logGroupName)).value;
    const key = streamKey(group.id, logStreamName);
    await storedChange<StreamRecord>(
      records,
      streamKind,
      key,
      (present) => {
        if (present === undefined) throw streamNotFound();
        return undefined;
      },
      (before) => (before === undefined ? [] : [{ kind: purgeKind, key: before.id, value: true }]),
    );
    writers.forget(key);
    sweeper.sweepSoon();
  },
});

/** By name, or by the time of the last event; streams without events count as from their creation. */
export const describeLogStreams = operation("DescribeLogStreams", {
  async handle(input, { call, records }) {
    const { logStreamNamePrefix = "", orderBy = "LogStreamName", descending = false, nextToken, limit = pageItemsMax } = input;
    if (orderBy === "LastEventTime" && input.logStreamNamePrefix !== undefined) {
      throw invalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
    }
    const group = await groupOf(records, call, input);
    const after = placeOf(nextToken);
    if (orderBy === "LogStreamName" && !descending) {
      const rows = await records.list<StreamRecord>(streamKind, {
        prefix: streamKey(group.id, logStreamNamePrefix),
        ...(after === undefined ? {} : { after: streamKey(group.id, after) }),
        limit: limit + 1,
      });
      const page = rows.slice(0, limit).map(({ value }) => value);
      return {
        logStreams: page.map((stream) => listedStream(group, stream)),
        nextToken: rows.length > limit ? tokenOf(page.at(-1)?.name ?? "") : undefined,
      };
    }
    const streams: { readonly place: string; readonly stream: StreamRecord }[] = [];
    for await (const { value: stream } of everyRecord<StreamRecord>(records, streamKind, {
      prefix: streamKey(group.id, logStreamNamePrefix),
    })) {
      const time = String(stream.lastMs ?? stream.createdMs).padStart(15, "0");
      streams.push({ place: orderBy === "LogStreamName" ? stream.name : `${time} ${stream.name}`, stream });
    }
    const direction = descending ? -1 : 1;
    streams.sort((one, other) => (one.place < other.place ? -direction : direction));
    const left = after === undefined ? streams : streams.filter(({ place }) => (descending ? place < after : place > after));
    const page = left.slice(0, limit);
    return {
      logStreams: page.map(({ stream }) => listedStream(group, stream)),
      nextToken: left.length > limit ? tokenOf(page.at(-1)?.place ?? "") : undefined,
    };
  },
});
