/** Deliveries that outlive the server: EventBridge's and Scheduler's to their targets, SNS's and Logs' to subscribers. */
export { type Attempt, createOutbox, type DeliveryState, type Outbox, OutboxFull, type Prepared, type RetryPolicy } from "./outbox.ts";
export { callTarget, failedAttempt, isCallable, sendDeadLetter } from "./target-calls.ts";
