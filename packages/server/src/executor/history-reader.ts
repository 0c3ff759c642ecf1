/** Reads an execution's history back from its segments: nothing is computed again. */

import { type HistoryEvent, Payload, decodeEvent, decodeSegment, payloadNumbersOf } from "@stile/states";
import { invariant } from "../platform/invariant.ts";
import type { ExecutionStore } from "../storage/ports/executions.ts";

/** The events of that range, ascending. */
export async function readEvents(
  store: ExecutionStore,
  executionId: number,
  range: { readonly firstEventId: number; readonly lastEventId: number },
): Promise<readonly HistoryEvent[]> {
  const segments = (await store.segments(executionId, range)).map(decodeSegment);
  const texts = new Map<number, string>();
  for (const { payloads } of segments) for (const [number, text] of payloads) texts.set(number, text);
  const rows = segments.flatMap(({ events }) => events).filter(([id]) => id >= range.firstEventId && id <= range.lastEventId);
  await readPayloads(store, executionId, rows.flatMap(payloadNumbersOf), texts);
  const payloads = new Map<number, Payload>();
  const payload = (number: number): Payload => {
    let found = payloads.get(number);
    if (found === undefined) {
      const text = texts.get(number);
      invariant(text !== undefined, `payload ${number} of execution ${executionId} is in no segment`);
      found = Payload.ofText(text);
      payloads.set(number, found);
    }
    return found;
  };
  return rows.map((row) => decodeEvent(row, payload));
}

/** Adds to `texts` what it does not hold yet of these payloads. */
export async function readPayloads(
  store: ExecutionStore,
  executionId: number,
  numbers: readonly number[],
  texts: Map<number, string>,
): Promise<Map<number, string>> {
  for (const number of numbers) {
    if (texts.has(number)) continue;
    const segment = await store.segmentOfPayload(executionId, number);
    invariant(segment, `payload ${number} of execution ${executionId} has no segment`);
    for (const [id, text] of decodeSegment(segment).payloads) texts.set(id, text);
  }
  return texts;
}
