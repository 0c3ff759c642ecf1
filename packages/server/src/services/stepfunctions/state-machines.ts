/**
 * The state machines as records, with the definitions they had: a definition is kept under an id of its own,
 * because executions go on with the one they were started with, whatever becomes of their machine.
 */

import { type Program, compileProgram, parseDefinition } from "@stile/states";
import type { LoggingConfiguration, StateMachineStatus, StateMachineType, Tag, TracingConfiguration } from "../../models/stepfunctions.ts";
import type { RecordChange, RecordStore } from "../../storage/ports/records.ts";
import { stateMachineDeleting, stateMachineDoesNotExist } from "./errors.ts";
import { readArn } from "./names.ts";

export interface StateMachineRecord {
  readonly arn: string;
  readonly name: string;
  readonly type: StateMachineType;
  readonly status: StateMachineStatus;
  readonly roleArn: string;
  readonly creationMs: number;
  /** Key of the definition that new executions run by. */
  readonly definitionId: string;
  /** Changes with every update that changes something; undefined until the first (recorded). */
  readonly revisionId: string | undefined;
  readonly updateMs: number | undefined;
  readonly loggingConfiguration: LoggingConfiguration;
  readonly tracingConfiguration: TracingConfiguration;
  readonly tags: readonly Tag[];
}

export interface DefinitionRecord {
  readonly stateMachineArn: string;
  readonly type: StateMachineType;
  readonly definition: string;
  readonly creationMs: number;
}

export const machineKind = "stateMachine";
const definitionKind = "definition";

interface Known {
  readonly machine: StateMachineRecord;
  readonly revision: number;
}

export class StateMachines {
  readonly #records: RecordStore;
  /** This process is the only writer, so what it has read stays true until it writes. */
  readonly #known = new Map<string, Known>();

  constructor(records: RecordStore) {
    this.#records = records;
  }

  async find(arn: string): Promise<StateMachineRecord | undefined> {
    const known = this.#known.get(arn);
    if (known) return known.machine;
    const record = await this.#records.get<StateMachineRecord>(machineKind, arn);
    if (record) this.#remember(record.value, record.revision);
    return record?.value;
  }

  #remember(machine: StateMachineRecord, revision: number): void {
    if (this.#known.size >= knownMax) this.#known.clear();
    this.#known.set(machine.arn, { machine, revision });
  }

  /** The machine of that ARN; refuses a malformed ARN and one of nothing. */
  async get(arn: string): Promise<StateMachineRecord> {
    const { parts } = readArn(arn, "stateMachine");
    // A third part would name a version or an alias, and there are none yet.
    const machine = parts.length === 1 ? await this.find(arn) : undefined;
    if (machine === undefined) throw stateMachineDoesNotExist(arn);
    return machine;
  }

  /** As `get`, for what a machine that is being deleted may no longer do. */
  async getActive(arn: string): Promise<StateMachineRecord> {
    const machine = await this.get(arn);
    if (machine.status === "DELETING") throw stateMachineDeleting(arn);
    return machine;
  }

  /** Rejects with RecordConflict when the ARN is taken. */
  async create(machine: StateMachineRecord, definition: string): Promise<void> {
    const definitionRecord: DefinitionRecord = {
      stateMachineArn: machine.arn,
      type: machine.type,
      definition,
      creationMs: machine.creationMs,
    };
    await this.#records.write([
      { kind: machineKind, key: machine.arn, value: machine, expectedRevision: 0 },
      { kind: definitionKind, key: machine.definitionId, value: definitionRecord, expectedRevision: 0 },
    ]);
    this.#remember(machine, 1);
  }

  /** Puts the changed machine in the place of the one that was read; `definition` is the text of a new definition. Rejects with RecordConflict. */
  async update(machine: StateMachineRecord, definition: string | undefined): Promise<void> {
    const known = this.#known.get(machine.arn);
    const revision = known?.revision ?? (await this.#records.get(machineKind, machine.arn))?.revision;
    const changes: RecordChange[] = [{ kind: machineKind, key: machine.arn, value: machine, expectedRevision: revision ?? 0 }];
    if (definition !== undefined) {
      const value: DefinitionRecord = {
        stateMachineArn: machine.arn,
        type: machine.type,
        definition,
        creationMs: machine.updateMs ?? machine.creationMs,
      };
      changes.push({ kind: definitionKind, key: machine.definitionId, value, expectedRevision: 0 });
    }
    this.#known.delete(machine.arn);
    await this.#records.write(changes);
  }

  /** Somebody else has written the record. */
  forget(arn: string): void {
    this.#known.delete(arn);
  }

  async markDeleting(machine: StateMachineRecord): Promise<void> {
    this.#known.delete(machine.arn);
    await this.#records.write([{ kind: machineKind, key: machine.arn, value: { ...machine, status: "DELETING" } }]);
  }

  /** The record goes; its definitions stay for the executions' sake. */
  async remove(arn: string): Promise<void> {
    await this.#records.write([{ kind: machineKind, key: arn, value: undefined }]);
    this.#known.delete(arn);
  }

  async list(
    prefix: string,
    options: { readonly after: string | undefined; readonly limit: number },
  ): Promise<readonly StateMachineRecord[]> {
    const { after = "", limit } = options;
    const records = await this.#records.list<StateMachineRecord>(machineKind, { prefix, after, limit });
    return records.map(({ value }) => value);
  }

  async definition(definitionId: string): Promise<DefinitionRecord> {
    const record = await this.#records.get<DefinitionRecord>(definitionKind, definitionId);
    if (record === undefined) throw new Error(`the definition ${definitionId} is missing`);
    return record.value;
  }

  /** For the executor: what an execution runs by. */
  async program(definitionId: string): Promise<Program> {
    const { definition, type } = await this.definition(definitionId);
    const parsed = parseDefinition(definition, { type });
    // A definition that an older Stile accepted goes on even if this one would refuse it.
    return compileProgram(parsed.kind === "definition" ? parsed.definition : JSON.parse(definition));
  }
}

/** Machines kept in memory; beyond, everything is read anew. */
const knownMax = 10_000;
