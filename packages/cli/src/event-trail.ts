/**
 * Tells for each event of a history which state it belongs to and how deep that state stands in Parallel and Map
 * states. Events themselves say so only when a state is entered or left; between, they point at the event before
 * them (`previousEventId`), and that is what is followed here. Events are given in the order of their ids.
 */

/** An event as GetExecutionHistory answers it. */
export interface ApiEvent {
  readonly id: number;
  readonly previousEventId?: number | undefined;
  readonly type: string;
  /** Epoch seconds on the wire, milliseconds from the engine: whoever shows it knows. */
  readonly timestamp: number;
  readonly [detailsMember: string]: unknown;
}

export interface Place {
  /** Name of the state; of an iteration `Name #0`; empty for events of the execution itself. */
  readonly state: string;
  /** 0 for the states of the definition itself. */
  readonly depth: number;
}

/** One visit of a state, or one iteration of a Map. */
interface Visit extends Place {
  readonly kind: string;
  readonly around: Visit | undefined;
  open: boolean;
}

export class EventTrail {
  readonly #visits = new Map<number, { readonly visit: Visit | undefined; readonly type: string }>();
  /** The last visit of each name. */
  readonly #named = new Map<string, Visit>();

  /** Takes the next event in and answers where it stands. */
  follow(event: ApiEvent): Place {
    const visit = this.#visitOf(event);
    this.#visits.set(event.id, { visit, type: event.type });
    return visit ?? { state: "", depth: 0 };
  }

  #visitOf(event: ApiEvent): Visit | undefined {
    const before = this.#visits.get(event.previousEventId ?? 0);
    const [, kind = "", verb = ""] =
      /^([A-Z][a-z]+)(?:State)?(Entered|Exited|Started|Succeeded|Failed|Aborted)$/.exec(event.type.replace("MapIteration", "Iteration")) ??
      [];
    const details = detailsOf(event);
    const name = typeof details["name"] === "string" ? details["name"] : "";
    if (event.type.startsWith("Execution")) return undefined;
    if (kind === "Iteration") return this.#iteration(name, Number(details["index"]), verb);
    if (verb === "Entered") {
      const around = isBeginning(before?.type) ? before?.visit : before?.visit?.around;
      const visit: Visit = { state: name, depth: around === undefined ? 0 : around.depth + 1, kind, around, open: true };
      this.#named.set(name, visit);
      return visit;
    }
    if (verb === "Exited") return this.#named.get(name);
    if (event.type === `${kind}State${verb}` && (kind === "Parallel" || kind === "Map")) {
      const visit = openAround(before?.visit, kind);
      if (visit && verb !== "Started") visit.open = false;
      return visit;
    }
    return before?.visit;
  }

  #iteration(name: string, index: number, verb: string): Visit {
    const state = `${name} #${index}`;
    const known = this.#named.get(state);
    if (verb !== "Started" && known) return known;
    const around = this.#named.get(name);
    const visit: Visit = { state, depth: (around?.depth ?? -1) + 1, kind: "Iteration", around, open: true };
    this.#named.set(state, visit);
    return visit;
  }
}

/** After these the next state entered stands one deeper. */
function isBeginning(type: string | undefined): boolean {
  return type === "ParallelStateStarted" || type === "MapIterationStarted";
}

/** The Parallel or Map that an event about it means: the nearest whose end has not been told yet. */
function openAround(visit: Visit | undefined, kind: string): Visit | undefined {
  let at = visit;
  while (at !== undefined && !(at.kind === kind && at.open)) at = at.around;
  return at;
}

/** The member that holds what is particular about the event. */
export function detailsOf(event: ApiEvent): Readonly<Record<string, unknown>> {
  for (const member in event) {
    if (member.endsWith("EventDetails")) return (event[member] ?? {}) as Readonly<Record<string, unknown>>;
  }
  return {};
}
