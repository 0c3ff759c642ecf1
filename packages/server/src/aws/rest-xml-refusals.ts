/** How restXml refuses: S3's own codes ("List of error codes" of its API reference) where other protocols have AWS's common ones. */
import type { Problem } from "./constraints.ts";
import type { ShapeModel } from "./model.ts";
import { ServiceError } from "./service-error.ts";

/** A refusal with one of S3's codes. 400 unless told otherwise. */
export function s3Error(code: string, message: string, options: ConstructorParameters<typeof ServiceError>[2] = {}): ServiceError {
  return new ServiceError(code, message, options);
}

/** What the wire says in AWS's common words, in S3's. */
s3Error.from = (error: ServiceError): ServiceError => {
  const { cause, message } = error;
  switch (error.code) {
    case "InternalFailure":
      return s3Error("InternalError", "We encountered an internal error. Please try again.", { httpStatus: 500, cause });
    case "NotImplementedException":
      return s3Error("NotImplemented", message, { httpStatus: 501, cause });
    case "UnknownOperationException":
      return s3Error("MethodNotAllowed", "The specified method is not allowed against this resource.", { httpStatus: 405, cause });
    case "RequestEntityTooLargeException":
      return s3Error("MaxMessageLengthExceeded", "Your request was too big.", { cause });
    case "ServiceUnavailableException":
      return s3Error("SlowDown", "Please reduce your request rate.", { httpStatus: 503, cause });
    case "SerializationException":
      return s3Error("InvalidRequest", message, { cause });
    default:
      return error;
  }
};

export function invalidArgument(message: string, name: string, value: string | undefined): ServiceError {
  return s3Error("InvalidArgument", message, { fields: { ArgumentName: name, ArgumentValue: value?.slice(0, 1_024) } });
}

export function malformedXml(cause?: unknown): ServiceError {
  const message = "The XML you provided was not well-formed or did not validate against our published schema";
  return s3Error("MalformedXML", message, { cause });
}

/** What breaks the model: in the body the document is malformed, in a header or the query an argument is invalid. */
export function refuseProblems(shape: ShapeModel, problems: readonly Problem[]): ServiceError {
  const [problem] = problems;
  const segment = problem?.path.at(-1);
  // Paths begin with the innermost name.
  if (problem?.path[0] === "locationConstraint") {
    return s3Error("InvalidLocationConstraint", "The specified location-constraint is not valid", {
      fields: { LocationConstraint: problem.echo?.slice(1, -1) },
    });
  }
  const found = Object.entries(shape.members ?? {}).find(([name]) => name.charAt(0).toLowerCase() + name.slice(1) === segment);
  if (problem === undefined || found === undefined) return malformedXml();
  const [name, member] = found;
  if (member.location === undefined) return malformedXml();
  const wireName = member.locationName ?? name;
  if (wireName === "x-amz-storage-class") {
    return s3Error("InvalidStorageClass", "The storage class you specified is not valid", {
      fields: { StorageClassRequested: problem.echo?.slice(1, -1) },
    });
  }
  if (wireName === "encoding-type")
    return invalidArgument("Invalid Encoding Method specified in Request", wireName, problem.echo?.slice(1, -1));
  return invalidArgument(
    `The ${wireName} you specified is not valid: ${problem.constraint}`,
    wireName,
    problem.echo === "null" ? undefined : problem.echo?.slice(1, -1),
  );
}
