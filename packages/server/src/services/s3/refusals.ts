/** S3's refusals, with the codes, statuses and texts of its API reference ("Error responses"). */
import { ServiceError } from "../../aws/index.ts";

type Options = ConstructorParameters<typeof ServiceError>[2];

export function refusal(code: string, httpStatus: number, message: string, options: Options = {}): ServiceError {
  return new ServiceError(code, message, { httpStatus, ...options });
}

export const noSuchBucket = (bucket: string) =>
  refusal("NoSuchBucket", 404, "The specified bucket does not exist", { fields: { BucketName: bucket } });

export const noSuchKey = (key: string, headers: Readonly<Record<string, string>> = {}) =>
  refusal("NoSuchKey", 404, "The specified key does not exist.", { fields: { Key: key }, headers });

export const noSuchVersion = (key: string, versionId: string) =>
  refusal("NoSuchVersion", 404, "The specified version does not exist.", { fields: { Key: key, VersionId: versionId } });

export const noSuchUpload = (uploadId: string) =>
  refusal(
    "NoSuchUpload",
    404,
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
    { fields: { UploadId: uploadId } },
  );

export const accessDenied = (message = "Access Denied") => refusal("AccessDenied", 403, message);

export const invalidArgument = (message: string, name: string, value: string | undefined) =>
  refusal("InvalidArgument", 400, message, { fields: { ArgumentName: name, ArgumentValue: value } });

export const invalidRequest = (message: string) => refusal("InvalidRequest", 400, message);

export const malformedXml = () =>
  refusal("MalformedXML", 400, "The XML you provided was not well-formed or did not validate against our published schema");

export const methodNotAllowed = (method: string, resourceType: string, headers: Readonly<Record<string, string>> = {}) =>
  refusal("MethodNotAllowed", 405, "The specified method is not allowed against this resource.", {
    fields: { Method: method, ResourceType: resourceType },
    headers,
  });

export const preconditionFailed = (condition: string) =>
  refusal("PreconditionFailed", 412, "At least one of the pre-conditions you specified did not hold", { fields: { Condition: condition } });

export const entityTooLarge = (proposed: number | undefined, allowed: number) =>
  refusal("EntityTooLarge", 400, "Your proposed upload exceeds the maximum allowed size", {
    fields: { ProposedSize: proposed, MaxSizeAllowed: allowed },
  });

/** What is accepted by AWS and not done here: said, rather than ignored. `what` is a header or an element. */
export const notImplemented = (what: string) =>
  refusal("NotImplemented", 501, "A header you provided implies functionality that is not implemented", {
    fields: { Header: what },
  });
