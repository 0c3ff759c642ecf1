/**
 * Files: bytes too many for a record, written once as a stream and read in ranges. The store makes their names, so that
 * nothing a caller says can ever be a path. A file belongs to whoever wrote its id down; `announce` is the moment to do so.
 */

export interface FileRange {
  /** First byte. */
  readonly from: number;
  /** The byte after the last one. */
  readonly to: number;
}

export interface FileStore {
  /**
   * Keeps everything `pieces` gives; durable when it resolves with the id. `announce` is called with the id at once, and
   * has resolved before the file can outlive a crash: an id that was never announced durably is never left behind.
   * When `pieces` or `announce` throws, nothing is kept and the error is thrown on.
   */
  put(pieces: AsyncIterable<Uint8Array>, announce: (id: string) => Promise<void>): Promise<string>;
  /** Another file with the same bytes, at next to no cost where the file system can. Throws as `read` does. */
  clone(id: string, announce: (id: string) => Promise<void>): Promise<string>;
  /** The bytes of that range, no faster than they are read. Throws FileMissing when there is no such file, or it is shorter. */
  read(id: string, range: FileRange): AsyncIterable<Uint8Array>;
  /** Nothing happens when it is gone already. What is being read stays readable where the file system can. */
  delete(id: string): Promise<void>;
  /**
   * Copies every file into a new folder, from which the store can be opened. `snapshot` is taken first, and nothing is
   * deleted between it and the copy: what the snapshot names is in the copy. Absent where files are not kept.
   */
  backup?(to: string, snapshot: () => Promise<void>): Promise<{ readonly bytes: number }>;
}

/** A record points to a file that is not there: the folder was tampered with, or the two are not of one backup. */
export class FileMissing extends Error {
  constructor(id: string, options?: ErrorOptions) {
    super(`the file ${id} is missing or shorter than its record says`, options);
    this.name = "FileMissing";
  }
}
