/**
 * What the SQL stores need of a database: one atomic, durable write of several statements, and reads.
 * Parameters are `?` in the order they stand; the adapter writes them its own way.
 */

export type SqlValue = string | number | Uint8Array | null;

export interface SqlStatement {
  readonly sql: string;
  /** The statement is executed once for each row. */
  readonly rows: readonly (readonly SqlValue[])[];
  /** When given: each execution must change exactly that many rows, else nothing at all is written and the write rejects with UnexpectedChanges. */
  readonly changes?: number;
}

export interface SqlDatabase {
  readonly dialect: "sqlite" | "postgres";
  readonly description: string;
  readonly syncMs: number | undefined;
  /** All or nothing; durable when it resolves. */
  write(statements: readonly SqlStatement[]): Promise<void>;
  /** Sees every write that was answered before. */
  read<Row>(sql: string, parameters: readonly SqlValue[]): Promise<readonly Row[]>;
  /** As `Store.backup` says. */
  readonly backup?: (path: string) => Promise<{ readonly bytes: number }>;
  close(): Promise<void>;
}

export class UnexpectedChanges extends Error {
  /** Index of the statement, and of its row. */
  readonly statement: number;
  readonly row: number;
  constructor(statement: number, row: number) {
    super(`statement ${statement} changed another number of rows than expected (row ${row})`);
    this.name = "UnexpectedChanges";
    this.statement = statement;
    this.row = row;
  }
}
