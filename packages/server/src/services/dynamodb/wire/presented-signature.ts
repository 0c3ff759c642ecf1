/**
 * DynamoDB answers nobody who presents no signature, whoever they are. Whether a signature holds is the gateway's
 * business and a setting; that there is one, and that it is whole, is part of what DynamoDB's own refusals tell
 * (developer guide, "Error messages and codes").
 */

import { ServiceError, type WireRequest } from "../../../aws/index.ts";

const headerParts = ["Credential", "Signature", "SignedHeaders"] as const;
const queryParts = ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date"] as const;

/** Throws MissingAuthenticationTokenException, IncompleteSignatureException or InvalidSignatureException. */
export function requirePresentedSignature({ headers, query }: WireRequest): void {
  const { authorization } = headers;
  const inQuery = query.includes("X-Amz-Algorithm");
  if (authorization !== undefined && inQuery) {
    throw new ServiceError(
      "InvalidSignatureException",
      "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
    );
  }
  if (inQuery) requireInQuery(query);
  else if (authorization?.startsWith("AWS4-")) requireInHeader(authorization, headers["x-amz-date"] ?? headers.date);
  else throw new ServiceError("MissingAuthenticationTokenException", "Request is missing Authentication Token");
}

function requireInHeader(authorization: string, date: unknown): void {
  if (date !== undefined && headerParts.every((part) => authorization.includes(`${part}=`))) return;
  const missing = headerParts
    .filter((part) => !authorization.includes(`${part}=`))
    .map((part) => `Authorization header requires '${part}' parameter.`);
  if (date === undefined) missing.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  throw new ServiceError("IncompleteSignatureException", `${missing.join(" ")} Authorization=${authorization}`);
}

function requireInQuery(query: string): void {
  const missing = queryParts.filter((part) => !new RegExp(`(^|&)${part}=[^&]`).test(query));
  if (missing.length === 0) return;
  const said = missing.map((part) => `AWS query-string parameters must include '${part}'.`);
  throw new ServiceError("IncompleteSignatureException", `${said.join(" ")} Re-examine the query-string parameters.`);
}
