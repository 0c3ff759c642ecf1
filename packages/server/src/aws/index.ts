/** What all services share on the wire. */
export { type Arn, isRegion, parseArn, partitionOf, queueUrlOf } from "./arn.ts";
export type { ApiRequest, AwsCaller } from "./caller.ts";
export { createConstraints, type Problem, problemsMessage } from "./constraints.ts";
export { createEmbeddedCaller } from "./embedded-caller.ts";
export { compileBoundReader, compileBoundWriter } from "./http-bindings.ts";
export { nestsDeeperThan, parseJsonBody, serializationException } from "./json-body.ts";
export { createJsonShapes } from "./json-shapes.ts";
export { type ChecksumAlgorithm, checksumAlgorithms, checksumBytes, createChecksum, isChecksumAlgorithm } from "./checksums.ts";
export { StreamedBody } from "./chunked.ts";
export { type MemberModel, type OperationModel, type ServiceModel, type ShapeModel, shapeOf } from "./model.ts";
export { type AbortReason, type Call, type Operation, operationsOf, type OperationTypes, withStatus } from "./operation.ts";
export type { Protocol, Route, WireRequest, WireResponse } from "./protocol.ts";
export { defineService, type Service, type ServiceDefinition } from "./service.ts";
export { ServiceError } from "./service-error.ts";
export { type Credentials, type RequestToSign, signRequest, type SigningOptions } from "./sign-request.ts";
export {
  type ChunkSigner,
  createChunkSigner,
  type CredentialScope,
  encodeRfc3986,
  hmacWithSigningKey,
  readCredentialScope,
  screenSignature,
  type Signature,
} from "./sigv4.ts";
export { readTimestamp, writeTimestamp } from "./timestamps.ts";
export { escapeXml, MalformedXml, parseXml, xmlDeclaration, type XmlElement } from "./xml.ts";
export { createXmlShapes } from "./xml-shapes.ts";
