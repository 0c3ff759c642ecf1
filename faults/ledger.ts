/** What the outside world was told: every answer that the server is bound by, kept apart from the server. */

import type { Kind } from "./workload.ts";

export interface AskedStart {
  readonly kind: Kind;
  readonly number: number;
  readonly name: string | undefined;
}

export interface AcknowledgedStart extends AskedStart {
  readonly executionArn: string;
  /** As it was answered. */
  readonly startDate: number;
}

export class Ledger {
  /** By execution ARN. */
  readonly acknowledged = new Map<string, AcknowledgedStart>();
  /** Starts without an answer: whether they took effect is not known. */
  readonly unanswered: AskedStart[] = [];
  /** Tokens whose SendTaskSuccess was answered with 200, and the execution's number. */
  readonly acceptedTokens = new Map<string, number>();
  /** Broken promises, in words. */
  readonly violations: string[] = [];
  repeatedStarts = 0;
  #lastNumber = 0;

  nextNumber(): number {
    return ++this.#lastNumber;
  }

  acknowledge(start: AcknowledgedStart): void {
    const known = this.acknowledged.get(start.executionArn);
    if (known === undefined) this.acknowledged.set(start.executionArn, start);
    else if (known.number !== start.number) this.violate(`${start.executionArn} was answered to two different starts`);
    else if (known.startDate !== start.startDate)
      this.violate(`${start.executionArn} was started at ${known.startDate} and again at ${start.startDate}`);
  }

  acceptToken(token: string, number: number): void {
    if (this.acceptedTokens.has(token)) this.violate(`the task token of number ${number} was accepted twice`);
    this.acceptedTokens.set(token, number);
  }

  violate(what: string): void {
    this.violations.push(what);
  }
}
