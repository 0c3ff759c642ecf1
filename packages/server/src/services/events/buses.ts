/** Event buses: the default one of each account and region, and those that are made. */

import type { EventBus } from "../../models/events.ts";
import { busKind, type BusRecord, busOrRefusal } from "./bus-record.ts";
import { type EventsContext, operation } from "./context.ts";
import { alreadyExists, invalid, limitExceeded, notSupported } from "./errors.ts";
import { busesMax } from "./limits.ts";
import { busArn, busKey, type BusName, busNamed, defaultBus, homePrefix } from "./names.ts";
import { pageOf } from "./page.ts";
import { storedChange } from "./stored-change.ts";
import { checkTags, tagRemoval, tagWrite } from "./tag-store.ts";

function checkSupported(input: {
  readonly KmsKeyIdentifier?: unknown;
  readonly LogConfig?: { readonly Level?: string } | undefined;
}): void {
  if (input.KmsKeyIdentifier !== undefined) throw notSupported("KmsKeyIdentifier");
  if (input.LogConfig?.Level !== undefined && input.LogConfig.Level !== "OFF") throw notSupported("LogConfig of buses");
}

export const createEventBus = operation("CreateEventBus", {
  async handle(input, { call, records, platform }) {
    checkSupported(input);
    if (input.EventSourceName !== undefined) throw notSupported("partner event sources");
    if (input.DeadLetterConfig?.Arn !== undefined) throw notSupported("DeadLetterConfig of buses; give it to the targets");
    const bus = busNamed(input.Name, call);
    if (bus.bus === defaultBus) throw alreadyExists(`Event bus ${bus.bus}`);
    if (input.Name.includes("/")) throw invalid("Event bus name must not contain '/'.");
    const others = await records.list(busKind, { prefix: homePrefix(bus), limit: busesMax });
    if (others.length >= busesMax) throw limitExceeded();
    const nowMs = platform.clock.nowMs();
    const value: BusRecord = {
      name: bus.bus,
      ...(input.Description === undefined ? {} : { description: input.Description }),
      createdMs: nowMs,
      modifiedMs: nowMs,
    };
    const tags = checkTags(input.Tags ?? []);
    await storedChange(
      records,
      busKind,
      busKey(bus),
      (present) => {
        if (present !== undefined) throw alreadyExists(`Event bus ${bus.bus}`);
        return value;
      },
      tagWrite(busArn(bus), tags),
    );
    return { EventBusArn: busArn(bus), Description: input.Description };
  },
});

export const updateEventBus = operation("UpdateEventBus", {
  async handle(input, { call, records, platform }) {
    checkSupported(input);
    if (input.DeadLetterConfig?.Arn !== undefined) throw notSupported("DeadLetterConfig of buses; give it to the targets");
    const bus = busNamed(input.Name, call);
    const { value } = await busOrRefusal(records, bus);
    const changed = await changeBus(bus, { records }, (present) => {
      const { description: _description, ...rest } = present ?? value;
      return {
        ...rest,
        ...(input.Description === undefined ? {} : { description: input.Description }),
        modifiedMs: platform.clock.nowMs(),
      };
    });
    return { Arn: busArn(bus), Name: bus.bus, Description: changed?.description };
  },
});

async function changeBus(
  bus: BusName,
  { records }: Pick<EventsContext, "records">,
  change: (present: BusRecord | undefined) => BusRecord,
): Promise<BusRecord | undefined> {
  return await storedChange<BusRecord>(records, busKind, busKey(bus), change);
}

/** A bus that has rules is not deleted, and the default bus never. What is not there is deleted already. */
export const deleteEventBus = operation("DeleteEventBus", {
  async handle({ Name }, { call, records, rules }) {
    const bus = busNamed(Name, call);
    if (bus.bus === defaultBus) throw invalid("Cannot delete event bus default.");
    await rules.load();
    if (rules.onBus(bus).length > 0) throw invalid(`Event bus ${bus.bus} can't be deleted since it has rules.`);
    await records.write([{ kind: busKind, key: busKey(bus), value: undefined }, tagRemoval(busArn(bus))]);
  },
});

export const describeEventBus = operation("DescribeEventBus", {
  async handle({ Name }, { call, records }) {
    const bus = busNamed(Name, call);
    const { value } = await busOrRefusal(records, bus);
    return { ...described(bus, value) };
  },
});

function described(bus: BusName, { description, policy, createdMs, modifiedMs }: BusRecord): EventBus {
  return {
    Name: bus.bus,
    Arn: busArn(bus),
    Description: description,
    Policy: policy,
    ...(createdMs === 0 ? {} : { CreationTime: createdMs, LastModifiedTime: modifiedMs }),
  };
}

export const listEventBuses = operation("ListEventBuses", {
  async handle({ NamePrefix = "", ...request }, { call, records }) {
    const prefix = homePrefix(call);
    const { rows, NextToken } = await pageOf<BusRecord>(
      records,
      busKind,
      { prefix, namePrefix: NamePrefix },
      request,
      ({ name }) => name !== defaultBus,
    );
    const buses = rows.map(({ value }) => described(busNamed(value.name, call), value));
    // The default bus comes first, on the first page; it has a record only once it was changed.
    const isFirst = request.NextToken === undefined && defaultBus.startsWith(NamePrefix);
    const first = isFirst ? [described(busNamed(undefined, call), (await busOrRefusal(records, busNamed(undefined, call))).value)] : [];
    return { EventBuses: [...first, ...buses], NextToken };
  },
});
