/** Blobs: bytes under their own SHA-256 in hex. Function packages are blobs. Putting the same bytes twice stores them once. */
export interface BlobStore {
  /** Durable when the promise resolves; answers the name. */
  put(bytes: Uint8Array): Promise<string>;
  get(sha256: string): Promise<Uint8Array | undefined>;
  delete(sha256: string): Promise<void>;
}
