/**
 * The language and the engine alone, in this process, without a store: what an Express execution costs at least; and what
 * hostile expressions do to others on a server.
 * Each figure is the median of several rounds, with the lowest and the highest.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { compileProgram, parseDefinition, type Program, type RunHeader, type Simulation, simulate } from "@stile/states";
import type { BenchOptions, BenchReport } from "./bench.ts";
import { benchRole, portOf, withServer } from "./bench-server.ts";
import { fiveStates, fiveStatesInput } from "./five-states.ts";
import { HttpConnection, stepFunctionsRequest } from "./http-connection.ts";
import { describePeers, memoryEngines } from "./peers.ts";
import { short, type Spread, spreadOf, textTable } from "./statistics.ts";

const rounds = 5;
const mapItems = 10_000;
const statesToCompile = 500;
const attackPauseMs = 5;
const probePauseMs = 2;

/** How long one round lasts, and the hostile expressions together. */
interface Times {
  readonly roundMs: number;
  readonly hostileMs: number;
}

interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly value: Spread | undefined;
  /** Why there is no value. */
  readonly absent?: string;
}

export async function language({ quick, folder }: BenchOptions): Promise<BenchReport> {
  const times: Times = quick ? { roundMs: 100, hostileMs: 500 } : { roundMs: 700, hostileMs: 4_000 };
  const figures: Figure[] = [
    measured("five states, Pass and Choice", "executions/s", () => repeated(fiveStates, fiveStatesInput, times)),
    measured("Pass heavy in JSONPath", "executions/s", () => repeated(jsonPathHeavy, orders, times)),
    measured("Pass heavy in JSONata", "executions/s", () => repeated(jsonataHeavy, orders, times)),
    measured(`Map over ${mapItems.toLocaleString("en-US")} items`, "items/s", mapRate),
    measured(`compile a definition of ${statesToCompile} states`, "ms", compileMs),
    await hostile("a server's delay p99, hostile JSONPath", hostileJsonPath, wide, folder, times),
    await hostile("a server's delay p99, hostile JSONata", hostileJsonata, "{}", folder, times),
  ];
  const rows = figures.map(({ name, unit, value, absent }) =>
    value === undefined ? [name, "-", absent ?? "", ""] : [name, short(value.median), `${short(value.min)}..${short(value.max)}`, unit],
  );
  const text = [textTable([["", "median", "min..max", "unit"], ...rows]), describePeers(memoryEngines)].join("\n");
  return { figures: { figures, peers: memoryEngines }, text };
}

function measured(name: string, unit: string, measure: () => Spread): Figure {
  try {
    return { name, unit, value: measure() };
  } catch (error) {
    // What the language cannot do yet is said in the table instead of left out of it.
    return { name, unit, value: undefined, absent: `does not run: ${(error as Error).message.slice(0, 120)}` };
  }
}

function programOf(definition: unknown): Program {
  const parsed = parseDefinition(JSON.stringify(definition), { type: "EXPRESS" });
  if (parsed.kind === "refused") throw new Error(parsed.diagnostics.map(({ message }) => message).join("; "));
  return compileProgram(parsed.definition);
}

const header: RunHeader = {
  executionArn: "arn:aws:states:us-east-1:000000000000:express:bench:execution:start",
  name: "execution",
  stateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:bench",
  stateMachineName: "bench",
  roleArn: "arn:aws:iam::000000000000:role/bench",
  region: "us-east-1",
  startMs: 0,
  redriveCount: undefined,
};

function runOnce(program: Program, input: string): Simulation {
  const simulation = simulate(program, { header, input, task: () => ({ kind: "never" }) });
  if (simulation.run.status !== "SUCCEEDED") throw new Error(`${simulation.run.failure?.error}: ${simulation.run.failure?.cause}`);
  return simulation;
}

/** Executions a second, from the start to the end, its history built. */
function repeated(definition: unknown, input: string, { roundMs }: Times): Spread {
  const program = programOf(definition);
  const round = () => {
    const beganMs = performance.now();
    let count = 0;
    for (; performance.now() - beganMs < roundMs; count++) runOnce(program, input);
    return count / ((performance.now() - beganMs) / 1_000);
  };
  round(); // until it is compiled
  return spreadOf(Array.from({ length: rounds }, round));
}

const orders = JSON.stringify({
  customer: { id: "c-1", name: "Ada" },
  orders: Array.from({ length: 20 }, (_, number) => ({
    id: `o-${number}`,
    price: number * 3.5,
    quantity: (number % 4) + 1,
    tags: ["a", "b"],
  })),
});

const jsonPathHeavy = {
  StartAt: "Shape",
  States: {
    Shape: {
      Type: "Pass",
      Parameters: {
        "ids.$": "$.orders[*].id",
        "dear.$": "$.orders[?(@.price > 30)].id",
        "last.$": "$.orders[-3:]",
        "tags.$": "$..tags",
        "greeting.$": "States.Format('Dear {} ({})', $.customer.name, $.customer.id)",
        "count.$": "States.ArrayLength($.orders)",
        "packed.$": "States.JsonToString($.customer)",
      },
      ResultPath: "$.shaped",
      OutputPath: "$.shaped",
      End: true,
    },
  },
};

const jsonataHeavy = {
  QueryLanguage: "JSONata",
  StartAt: "Shape",
  States: {
    Shape: {
      Type: "Pass",
      Output: {
        ids: "{% $states.input.orders.id %}",
        dear: "{% $states.input.orders[price > 30].id %}",
        last: "{% $states.input.orders[[-3..-1]] %}",
        total: "{% $sum($states.input.orders.(price * quantity)) %}",
        greeting: "{% 'Dear ' & $states.input.customer.name & ' (' & $states.input.customer.id & ')' %}",
        count: "{% $count($states.input.orders) %}",
        names: "{% $map($states.input.orders, function($order) { $uppercase($order.id) }) %}",
      },
      End: true,
    },
  },
};

/** An inline Map may write 25,000 events; this many items are counted over as many executions as that takes. */
function mapRate(): Spread {
  const itemsEach = 2_500;
  const program = programOf({
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        ItemProcessor: { StartAt: "Take", States: { Take: { Type: "Pass", End: true } } },
        End: true,
      },
    },
  });
  const input = JSON.stringify(Array.from({ length: itemsEach }, (_, number) => number));
  const round = () => {
    const beganMs = performance.now();
    for (let done = 0; done < mapItems; done += itemsEach) runOnce(program, input);
    return mapItems / ((performance.now() - beganMs) / 1_000);
  };
  round();
  return spreadOf(Array.from({ length: rounds }, round));
}

/** From the text to the program, validation included. */
function compileMs(): Spread {
  const states = Object.fromEntries(
    Array.from({ length: statesToCompile }, (_, number) => {
      const next = number === statesToCompile - 1 ? { End: true } : { Next: `State${number + 1}` };
      const parameters = { "id.$": "$.orders[0].id", "text.$": "States.Format('{} of {}', $.a, $.b)", fixed: { list: [1, 2, 3] } };
      return [`State${number}`, { Type: "Pass", Parameters: parameters, ResultPath: "$.shaped", ...next }];
    }),
  );
  const text = JSON.stringify({ StartAt: "State0", States: states });
  const compile = () => {
    const beganMs = performance.now();
    const parsed = parseDefinition(text, { type: "STANDARD" });
    if (parsed.kind === "refused") throw new Error(parsed.diagnostics[0]?.message);
    compileProgram(parsed.definition);
    return performance.now() - beganMs;
  };
  compile();
  return spreadOf(Array.from({ length: rounds }, compile));
}

const wide = JSON.stringify({
  rows: Array.from({ length: 150 }, (_, row) => ({
    row,
    cells: Array.from({ length: 30 }, (_, cell) => ({ cell, text: "a".repeat(28) })),
  })),
});

const hostileJsonPath = ["$..*..*", "$..cells[?(@.text =~ /(a+)+$/)]", "$..[?(@.cell > 1)]..text"].map((path) => ({
  StartAt: "Hostile",
  States: { Hostile: { Type: "Pass", Parameters: { "out.$": path }, OutputPath: "$.nothing", End: true } },
}));

const hostileJsonata = [
  "$count([1..800000].($ * 2))",
  "($f := function($n) { $f($n + 1) }; $f(0))",
  "$match('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /(a+)+$/)",
  "$reduce([1..100000], function($text, $n) { $text & 'aaaaaaaaaaaaaaaaaaaa' })",
].map((expression) => ({
  QueryLanguage: "JSONata",
  StartAt: "Hostile",
  States: { Hostile: { Type: "Pass", Output: { out: `{% ${expression} %}` }, End: true } },
}));

/**
 * Hostile executions are started on a server every few milliseconds, as fast as it takes them: how late does it
 * answer somebody else, who asks a trivial question over and over from this process?
 */
async function hostile(
  name: string,
  definitions: readonly unknown[],
  input: string,
  folder: string,
  { hostileMs }: Times,
): Promise<Figure> {
  const delays = await withServer(folder, async (server) => {
    const attacker = await HttpConnection.open(portOf(server));
    const stateMachineArns: string[] = [];
    for (const [index, definition] of definitions.entries()) {
      const request = { name: `hostile-${index}`, definition: JSON.stringify(definition), roleArn: benchRole };
      const { status, body } = await attacker.send(stepFunctionsRequest("CreateStateMachine", request));
      if (status === 200) stateMachineArns.push((JSON.parse(body) as { stateMachineArn: string }).stateMachineArn);
    }
    if (stateMachineArns.length === 0) return [];
    const untilMs = performance.now() + hostileMs;
    const attack = async () => {
      for (let started = 0; performance.now() < untilMs; started++) {
        const stateMachineArn = stateMachineArns[started % stateMachineArns.length];
        await attacker.send(stepFunctionsRequest("StartExecution", { stateMachineArn, input }));
        await sleep(attackPauseMs);
      }
    };
    const attacking = attack();
    const probe = await HttpConnection.open(portOf(server));
    const measured: number[] = [];
    while (performance.now() < untilMs) {
      const askedMs = performance.now();
      await probe.send("GET /_stile/ready HTTP/1.1\r\nHost: bench\r\n\r\n");
      measured.push(performance.now() - askedMs);
      await sleep(probePauseMs);
    }
    await attacking;
    attacker.close();
    probe.close();
    return measured.sort((one, other) => one - other);
  });
  if (delays.length === 0) return { name, unit: "ms", value: undefined, absent: "every one of them is refused" };
  const at = (share: number) => delays[Math.floor((delays.length - 1) * share)] as number;
  return { name, unit: "ms", value: { median: at(0.99), min: at(0), max: at(1) } };
}
