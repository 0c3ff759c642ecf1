import { storeContract } from "../contract/index.ts";
import { openMemoryStore } from "./index.ts";

const nothingKept = () => Promise.reject(new Error("memory keeps nothing"));

storeContract(
  "memory",
  async () => {
    const store = openMemoryStore();
    return { store, reopen: nothingKept, close: () => store.close() };
  },
  { forgets: true },
);
