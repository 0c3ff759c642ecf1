/** What all services share on the wire. */
export { type Arn, formatArn, isRegion, parseArn, partitionOf } from "./arn.ts";
export type { ServiceModel } from "./model.ts";
export { type AbortReason, type Call, type Operation, operationsOf, type OperationTypes } from "./operation.ts";
export type { Route, WireRequest, WireResponse } from "./protocol.ts";
export { defineService, type Service, type ServiceDefinition } from "./service.ts";
export { notImplemented, ServiceError } from "./service-error.ts";
export { type CredentialScope, readCredentialScope, type Signature, verifySignature } from "./sigv4.ts";
