/** Bounds of the wire. Where AWS has a quota the number is AWS's; the others protect the process. */

/** Nesting of a JSON request body. AWS's deepest input shapes nest below 20; Jackson, which AWS uses, refuses beyond 1,000. */
export const jsonDepthMax = 1_000;

/** Characters of a refused value that are echoed in "Value '...' at". AWS echoes whole values; a megabyte in a refusal helps nobody. */
export const echoedValueCharsMax = 65_536;

/** Violated constraints that one refusal lists; the count before them is of all that were found up to here. */
export const constraintProblemsMax = 100;

/** Where the model bounds no length, a value longer than this counts as not matching its pattern. */
export const patternCharsMax = 65_536;

/** Request body unless the service says otherwise. Step Functions: "Maximum request size: 1 MB", with room for JSON escapes. */
export const bodyBytesMaxDefault = 4 * 1_048_576;

/** Query string parameters of one request. */
export const queryParametersMax = 1_000;

/** SigV4: AWS refuses signatures whose date is further than this from its clock. */
export const signatureSkewMs = 5 * 60_000;

/** SigV4: longest life of a presigned URL, seven days. */
export const presignedSecondsMax = 604_800;

/** SigV4: signing keys (of a secret, day, region and service) that are kept to be used again. */
export const signingKeysMax = 1_000;

/** Nesting of an XML request body. S3's deepest, inventory and replication, stay below 10. */
export const xmlDepthMax = 64;

/** Elements of an XML request body. DeleteObjects with 1,000 keys and CompleteMultipartUpload with 10,000 parts stay below 100,000. */
export const xmlElementsMax = 200_000;

/** The line before a chunk of an aws-chunked body, or one of its trailing headers. */
export const chunkLineBytesMax = 4_096;

/** Headers behind an aws-chunked body. */
export const chunkTrailersMax = 32;

/** Parts of a name in the query protocol: `PublishBatchRequestEntries.member.1.MessageAttributes.entry.1.Value.StringValue` has eight. */
export const queryNameSegmentsMax = 32;
