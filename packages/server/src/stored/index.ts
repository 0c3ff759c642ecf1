/** What services do with records again and again: change one, read all, answer a page, know a message again. */
export { changeStored } from "./change-stored.ts";
export { Deduplication, type DeduplicationRecord } from "./deduplication.ts";
export { everyRecord, pageOf, placeIn, tokenOf } from "./listing.ts";
