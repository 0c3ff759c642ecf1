/** How a Map says why S3 refused: the message with what the second Java SDK adds to it (published for ItemReader). */

import type { ServiceError } from "../../aws/index.ts";

export function bucketFailure(error: ServiceError, requestId: string): string {
  if (error.code === "SdkClientException") return error.message;
  const id = error.requestId ?? requestId;
  const extended = Buffer.from(id).toString("base64");
  return `${error.message} (Service: S3, Status Code: ${error.httpStatus}, Request ID: ${id}, Extended Request ID: ${extended})`;
}
