/** One thing to put right, and how. */
export interface Complaint {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}
