/** PartiQL for DynamoDB: its three operations. */
export { batchExecuteStatement } from "./batch-execute-statement.ts";
export { executeStatement } from "./execute-statement.ts";
export { executeTransaction } from "./execute-transaction.ts";
