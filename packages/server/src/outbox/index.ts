/** Deliveries that outlive the server: EventBridge's and Scheduler's to their targets, Logs' to subscribers. */
export { type Attempt, createOutbox, type DeliveryState, type Failure, type Outbox, OutboxFull, type RetryPolicy } from "./outbox.ts";
