/** What services do with records again and again: change one, read all, answer a page. */
export { changeStored } from "./change-stored.ts";
export { everyRecord, pageOf, placeIn, tokenOf } from "./listing.ts";
