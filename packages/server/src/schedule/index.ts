/** When something is due: schedule expressions of EventBridge and its Scheduler, and a queue of what waits for its time. */
export { type DueQueue, createDueQueue } from "./due-queue.ts";
export { nextAfter, type Schedule } from "./next-after.ts";
export { InvalidSchedule, parseSchedule } from "./parse.ts";
export { isTimeZone } from "./time-zone.ts";
