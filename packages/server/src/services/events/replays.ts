/** Replays of archives. */

import { ServiceError } from "../../aws/index.ts";
import type { Replay } from "../../models/events.ts";
import { archiveKey } from "./archive-store.ts";
import { operation } from "./context.ts";
import { alreadyExists, invalidParameter, limitExceeded, notFound } from "./errors.ts";
import { replaysAtOnceMax } from "./limits.ts";
import { arnParts, eventsArn, homePrefix, type Home } from "./names.ts";
import { everyRecord } from "../../stored/index.ts";
import { pageOf } from "./page.ts";
import { isUnderWay, replayKind, type ReplayRecord } from "./replayer.ts";

const replayKey = (home: Pick<Home, "accountId" | "region">, name: string): string => homePrefix(home) + name;

export const startReplay = operation("StartReplay", {
  async handle(input, { call, records, archives, replayer, platform }) {
    const { ReplayName, Description, EventSourceArn, EventStartTime, EventEndTime, Destination } = input;
    await archives.load();
    const name = /^archive\/(.+)$/.exec(arnParts(EventSourceArn)?.resource ?? "")?.[1] ?? "";
    const archive = archives.find(archiveKey(call, name))?.record;
    if (archive?.arn !== EventSourceArn) {
      throw invalidParameter("EventSourceArn", `Archive ${name === "" ? EventSourceArn : name} does not exist.`);
    }
    if (!arnParts(Destination.Arn)?.resource.startsWith("event-bus/"))
      throw invalidParameter("Destination.Arn", "Must contain an event bus ARN.");
    if (Destination.Arn !== archive.sourceArn) throw invalidParameter("Destination.Arn", "Cross event bus replay is not permitted.");
    if (EventEndTime <= EventStartTime) throw invalidParameter("EventEndTime", "EventStartTime must be before EventEndTime.");
    let underWay = 0;
    for await (const { value } of everyRecord<ReplayRecord>(records, replayKind, { prefix: homePrefix(call) }))
      if (isUnderWay(value.state)) underWay += 1;
    if (underWay >= replaysAtOnceMax) throw limitExceeded();
    const key = replayKey(call, ReplayName);
    const replay: ReplayRecord = {
      name: ReplayName,
      arn: eventsArn(call, `replay/${ReplayName}`),
      ...(Description === undefined ? {} : { description: Description }),
      archiveId: archive.id,
      sourceArn: EventSourceArn,
      destinationArn: Destination.Arn,
      filterArns: Destination.FilterArns ?? [],
      startMs: EventStartTime,
      endMs: EventEndTime,
      state: "STARTING",
      beganMs: platform.clock.nowMs(),
    };
    await replayer.change(key, (present) => {
      if (present !== undefined) throw alreadyExists(`Replay ${ReplayName}`);
      return replay;
    });
    replayer.run(key);
    return { ReplayArn: replay.arn, State: replay.state, ReplayStartTime: replay.beganMs };
  },
});

export const cancelReplay = operation("CancelReplay", {
  async handle({ ReplayName }, { call, replayer }) {
    const key = replayKey(call, ReplayName);
    const replay = await replayer.change(key, (present) => {
      if (present === undefined) throw notFound(`Replay ${ReplayName} does not exist.`);
      if (!isUnderWay(present.state) || present.state === "CANCELLING") {
        throw new ServiceError("IllegalStatusException", `Replay ${ReplayName} is not in a valid state for this operation.`);
      }
      return { ...present, state: "CANCELLING" };
    });
    replayer.run(key);
    return { ReplayArn: replay.arn, State: replay.state };
  },
});

function listed(replay: ReplayRecord): Replay {
  return {
    ReplayName: replay.name,
    EventSourceArn: replay.sourceArn,
    State: replay.state,
    StateReason: replay.stateReason,
    EventStartTime: replay.startMs,
    EventEndTime: replay.endMs,
    EventLastReplayedTime: replay.lastReplayedMs,
    ReplayStartTime: replay.beganMs,
    ReplayEndTime: replay.endedMs,
  };
}

export const describeReplay = operation("DescribeReplay", {
  async handle({ ReplayName }, { call, records }) {
    const found = await records.get<ReplayRecord>(replayKind, replayKey(call, ReplayName));
    if (found === undefined) throw notFound(`Replay ${ReplayName} does not exist.`);
    const { arn, description, destinationArn, filterArns } = found.value;
    const destination = { Arn: destinationArn, ...(filterArns.length === 0 ? {} : { FilterArns: filterArns }) };
    return { ReplayArn: arn, Description: description, Destination: destination, ...listed(found.value) };
  },
});

export const listReplays = operation("ListReplays", {
  async handle({ NamePrefix, State, EventSourceArn, ...request }, { call, records }) {
    const isWanted = ({ state, sourceArn }: ReplayRecord) =>
      (State === undefined || state === State) && (EventSourceArn === undefined || sourceArn === EventSourceArn);
    const { rows, NextToken } = await pageOf<ReplayRecord>(
      records,
      replayKind,
      { prefix: homePrefix(call), namePrefix: NamePrefix },
      request,
      isWanted,
    );
    return { Replays: rows.map(({ value }) => listed(value)), NextToken };
  },
});
