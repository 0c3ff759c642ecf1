/** The language and the engine: everything the rest of Stile may use of them. */
export * from "./data/index.ts";
export * from "./engine/index.ts";
export * from "./language/index.ts";
export { type ScriptedResult, type Simulation, type SimulationOptions, simulate } from "./simulate.ts";
