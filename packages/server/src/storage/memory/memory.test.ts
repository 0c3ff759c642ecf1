import { fileStoreContract, storeContract } from "../contract/index.ts";
import { memoryFiles, openMemoryStore } from "./index.ts";

fileStoreContract("memory", async () => memoryFiles());

const nothingKept = () => Promise.reject(new Error("memory keeps nothing"));

storeContract(
  "memory",
  async () => {
    const store = openMemoryStore();
    return { store, reopen: nothingKept, close: () => store.close() };
  },
  { forgets: true },
);
