/** The fields that only Map has: its processor, and what a distributed Map reads, batches and writes. */

import { type Json, isJsonObject, memberOf } from "../data/json.ts";
import { type Place, placeIn } from "./diagnostics.ts";
import { batchInputBytesMax, labelCharactersMax, readerItemsMax } from "./limits.ts";
import { isDistributed } from "./machines.ts";
import { notRecognized } from "./resource-rules.ts";
import { isItemReader, isResultWriter, parseResource, type Resource } from "./resource.ts";
import {
  both,
  checkNestedMachine,
  type Check,
  checkShape,
  integer,
  jsonataOnly,
  jsonPathOnly,
  list,
  machineFields,
  object,
  oneOf,
  orExpression,
  payload,
  referencePath,
  refuse,
  type Scope,
  type Shape,
  text,
} from "./shape.ts";

const processor: Shape = {
  required: ["StartAt", "States"],
  fields: {
    ...machineFields,
    ProcessorConfig: both(
      object({
        fields: {
          Mode: both(oneOf("Mode", ["INLINE", "DISTRIBUTED"])),
          ExecutionType: both(oneOf("ExecutionType", ["STANDARD", "EXPRESS"])),
        },
      }),
    ),
  },
};

/** ItemProcessor, and Iterator, its older name. */
export const itemProcessor: Check = (value, at, scope) => {
  checkNestedMachine(value, processor, at, insideProcessor(value, scope));
  const config = isJsonObject(value) ? memberOf(value, "ProcessorConfig") : undefined;
  if (!isJsonObject(config)) return;
  const configAt = placeIn(at, "ProcessorConfig");
  const typed = Object.hasOwn(config, "ExecutionType");
  if (isDistributed(value)) {
    if (!typed) refuse(scope, configAt, "These fields are required: [ExecutionType]");
    // Developer guide, "Choosing workflow type": Express has no distributed Map. AWS's wording is not recorded.
    if (scope.type === "EXPRESS") refuse(scope, placeIn(configAt, "Mode"), "Express state machine does not support Distributed Map");
  } else if (typed) {
    refuse(scope, configAt, "Field 'ExecutionType' is not supported");
  }
};

/** The states of a distributed Map belong to executions of the type that its ProcessorConfig names. */
function insideProcessor(value: Json, scope: Scope): Scope {
  if (!isDistributed(value) || !isJsonObject(value)) return scope;
  const config = memberOf(value, "ProcessorConfig");
  const type = isJsonObject(config) ? memberOf(config, "ExecutionType") : undefined;
  return type === "STANDARD" || type === "EXPRESS" ? { ...scope, type } : scope;
}

/** The characters a name on AWS may not have: white space, brackets, wildcards, separators and control characters. */
// oxlint-disable-next-line no-control-regex
const forbiddenInLabel = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/;

/** Label: it stands in the ARNs of the child executions. AWS's wording is not recorded. */
export const label: Check = (value, at, scope) => {
  if (typeof value !== "string") text(value, at, scope);
  else if (value === "" || value.length > labelCharactersMax || forbiddenInLabel.test(value)) {
    refuse(scope, at, `Invalid Label name: '${value}'`, "INVALID_LABEL_NAME");
  }
};

/** Items: an array, an object, or an expression that gives one. */
export const items: Check = payload;

const readerConfig: Shape = {
  fields: {
    InputType: both(oneOf("InputType", ["CSV", "JSON", "JSONL", "PARQUET", "MANIFEST"])),
    Transformation: both(oneOf("Transformation", ["NONE", "LOAD_AND_FLATTEN"])),
    ManifestType: both(oneOf("ManifestType", ["ATHENA_DATA", "S3_INVENTORY"])),
    CSVHeaderLocation: both(oneOf("CSVHeaderLocation", ["FIRST_ROW", "GIVEN"])),
    CSVHeaders: both(list(text)),
    CSVDelimiter: both(oneOf("CSVDelimiter", ["COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"])),
    ItemsPointer: both(text),
    MaxItems: both(orExpression(integer(0, readerItemsMax))),
    MaxItemsPath: jsonPathOnly(referencePath),
  },
  atMostOne: [["MaxItems", "MaxItemsPath"]],
};

export const itemReader: Check = object({
  required: ["Resource"],
  fields: {
    Resource: both(resourceFor(isItemReader)),
    ReaderConfig: both(readerConfiguration),
    Parameters: jsonPathOnly(payload),
    Arguments: jsonataOnly(payload),
  },
});

function readerConfiguration(value: Json, at: Place, scope: Scope): void {
  checkShape(value, readerConfig, at, scope);
  if (isJsonObject(value) && memberOf(value, "CSVHeaderLocation") === "GIVEN" && !Object.hasOwn(value, "CSVHeaders")) {
    refuse(scope, at, "These fields are required: [CSVHeaders]");
  }
}

const batcher: Shape = {
  fields: {
    BatchInput: both(payload),
    MaxItemsPerBatch: both(orExpression(integer(0))),
    MaxItemsPerBatchPath: jsonPathOnly(referencePath),
    MaxInputBytesPerBatch: both(orExpression(integer(0, batchInputBytesMax))),
    MaxInputBytesPerBatchPath: jsonPathOnly(referencePath),
  },
  atMostOne: [
    ["MaxItemsPerBatch", "MaxItemsPerBatchPath"],
    ["MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"],
  ],
};

const batchBounds = ["MaxItemsPerBatch", "MaxItemsPerBatchPath", "MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"];

export const itemBatcher: Check = (value, at, scope) => {
  if (!checkShape(value, batcher, at, scope)) return;
  // Developer guide, ItemBatcher: one of the bounds is needed. AWS's wording is not recorded.
  if (!batchBounds.some((name) => Object.hasOwn(value, name))) {
    refuse(scope, at, `There should be one of the following fields: [${batchBounds.join(", ")}]`);
  }
};

const writer: Shape = {
  fields: {
    Resource: both(resourceFor(isResultWriter)),
    Parameters: jsonPathOnly(payload),
    Arguments: jsonataOnly(payload),
    WriterConfig: both(
      object({
        fields: {
          Transformation: both(oneOf("Transformation", ["NONE", "COMPACT", "FLATTEN"])),
          OutputType: both(oneOf("OutputType", ["JSON", "JSONL"])),
        },
      }),
    ),
  },
};

/** ResultWriter: a WriterConfig, a place to write to, or both. */
export const resultWriter: Check = (value, at, scope) => {
  if (isJsonObject(value) && Object.keys(value).length === 0) refuse(scope, at, "Value cannot be empty");
  else checkShape(value, writer, at, scope);
};

function resourceFor(accepts: (resource: Resource) => boolean): Check {
  return (value, at, scope) => {
    if (typeof value !== "string") text(value, at, scope);
    else if (!accepts(parseResource(value))) refuse(scope, at, notRecognized(value));
  };
}
