/** The context object, `$$` in JSONPath and `$states.context` in JSONata. Its members stand in AWS's order (recorded case context-object). */

import type { Json, JsonObject } from "../data/json.ts";
import { isoInstant } from "../data/timestamp.ts";
import { type Frame, type MapItem, type Run, frameOf } from "./run.ts";

export function contextObject(
  run: Run,
  frame: Frame,
  options: { readonly taskToken?: string; readonly item?: MapItem | undefined } = {},
): JsonObject {
  const { header } = run;
  const retryCount = frame.retries.reduce((sum, count) => sum + count, 0);
  const item = options.item ?? nearestItem(run, frame);
  return {
    Execution: {
      Id: header.executionArn,
      Input: run.input.value,
      StartTime: isoInstant(header.startMs),
      Name: header.name,
      RoleArn: header.roleArn,
      ...(header.redriveCount === undefined ? {} : { RedriveCount: header.redriveCount }),
    },
    StateMachine: { Id: header.stateMachineArn, Name: header.stateMachineName },
    State: {
      Name: frame.stateName,
      EnteredTime: isoInstant(frame.enteredMs),
      ...(retryCount > 0 ? { RetryCount: retryCount } : {}),
    },
    ...(options.taskToken === undefined ? {} : { Task: { Token: options.taskToken } }),
    ...(item === undefined ? {} : { Map: { Item: itemContext(item) } }),
  };
}

function itemContext(item: MapItem): Json {
  return { Index: item.index, ...(item.key === undefined ? {} : { Key: item.key }), Value: item.value };
}

/** The item of the innermost Map iteration that the frame is part of. */
function nearestItem(run: Run, frame: Frame): MapItem | undefined {
  for (let scope: Frame | undefined = frame; scope; scope = scope.parentId === undefined ? undefined : frameOf(run, scope.parentId)) {
    if (scope.item) return scope.item;
  }
  return undefined;
}
