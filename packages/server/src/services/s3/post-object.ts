/** Form uploads: a page lets a browser send a file straight to the bucket. S3 "Browser-based uploads using POST". */
import { type Call, escapeXml, MalformedXml, parseXml, type WireRequest, type WireResponse, xmlDeclaration } from "../../aws/index.ts";
import type { PutObjectRequest } from "../../models/s3.ts";
import { quoted } from "./conditions.ts";
import type { S3Context } from "./context.ts";
import { readForm } from "./form.ts";
import { callOf, type S3Authentication } from "./http.ts";
import { putBytesMax } from "./limits.ts";
import { asHeader } from "./object-draft.ts";
import { verifyPolicySignature } from "./old-signatures.ts";
import { checkPolicy, checkSize, type PostPolicy } from "./post-policy.ts";
import { storeObject } from "./put-object.ts";
import { invalidArgument, malformedXml } from "./refusals.ts";

export async function postObject(
  bucketName: string,
  boundary: string,
  request: WireRequest,
  call: Call,
  { context, authentication }: { readonly context: S3Context; readonly authentication: S3Authentication | undefined },
): Promise<WireResponse> {
  const form = await readForm(request.stream ?? bytesOf(request.body), boundary);
  const fields = new Map(form.fields);
  const keyField = fields.get("key");
  if (keyField === undefined || keyField === "") {
    throw invalidArgument(
      "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.",
      "key",
      "",
    );
  }
  const by =
    authentication === undefined ? call : callOf(call, authentication.identityOf(verifyPolicySignature(fields, authentication.secretOf)));
  const policyText = fields.get("policy");
  fields.set("bucket", bucketName);
  const bounds: PostPolicy =
    policyText === undefined ? { bytesMin: 0, bytesMax: putBytesMax } : checkPolicy(policyText, fields, putBytesMax, call.nowMs);
  const Key = keyField.replaceAll("${filename}", form.fileName);
  const input = inputOf(bucketName, Key, fields, form.file, form.fileType);
  const object = await storeObject(input, {
    ...context,
    call: by,
    event: "ObjectCreated:Post",
    bytesMax: bounds.bytesMax,
    checkSize: (size) => checkSize(size, bounds),
  });
  const location = `${call.endpointUrl}/${bucketName}/${Key.split("/").map(encodeURIComponent).join("/")}`;
  const etag = quoted(object.etag);
  const headers: Record<string, string> = { "x-amz-request-id": call.requestId, ETag: etag, Location: location };
  if (object.versionId !== undefined) headers["x-amz-version-id"] = object.versionId;
  const redirect = redirectOf(fields.get("success_action_redirect") ?? fields.get("redirect"));
  if (redirect !== undefined) {
    for (const [name, value] of [
      ["bucket", bucketName],
      ["key", Key],
      ["etag", etag],
    ] as const)
      redirect.searchParams.set(name, value);
    return { status: 303, headers: { ...headers, Location: redirect.href }, body: "" };
  }
  if (fields.get("success_action_status") === "201") {
    const body = `${xmlDeclaration}<PostResponse><Location>${escapeXml(location)}</Location><Bucket>${escapeXml(bucketName)}</Bucket><Key>${escapeXml(Key)}</Key><ETag>${escapeXml(etag)}</ETag></PostResponse>`;
    return { status: 201, headers: { ...headers, "Content-Type": "application/xml" }, body };
  }
  return { status: fields.get("success_action_status") === "200" ? 200 : 204, headers, body: "" };
}

async function* bytesOf(body: Uint8Array): AsyncIterable<Uint8Array> {
  yield body;
}

/** A redirect that is no address is ignored, as S3 does. */
function redirectOf(text: string | undefined): URL | undefined {
  return text !== undefined && /^https?:/i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
}

function inputOf(
  Bucket: string,
  Key: string,
  fields: ReadonlyMap<string, string>,
  Body: AsyncIterable<Uint8Array>,
  fileType: string | undefined,
): PutObjectRequest {
  const metadata = [...fields]
    .filter(([name]) => name.startsWith("x-amz-meta-"))
    .map(([name, value]) => [name.slice("x-amz-meta-".length), asHeader(value)]);
  const header = (name: string) => {
    const text = fields.get(name);
    return text === undefined ? undefined : asHeader(text);
  };
  const tagging = fields.get("tagging");
  const members: Readonly<Record<string, unknown>> = {
    ACL: fields.get("acl"),
    CacheControl: header("cache-control"),
    ContentDisposition: header("content-disposition"),
    ContentEncoding: header("content-encoding"),
    ContentType: header("content-type") ?? fileType,
    Expires: header("expires"),
    StorageClass: fields.get("x-amz-storage-class"),
    ServerSideEncryption: fields.get("x-amz-server-side-encryption"),
    SSEKMSKeyId: fields.get("x-amz-server-side-encryption-aws-kms-key-id"),
    SSECustomerAlgorithm: fields.get("x-amz-server-side-encryption-customer-algorithm"),
    WebsiteRedirectLocation: header("x-amz-website-redirect-location"),
    ChecksumAlgorithm: fields.get("x-amz-checksum-algorithm"),
    ChecksumCRC32: fields.get("x-amz-checksum-crc32"),
    ChecksumCRC32C: fields.get("x-amz-checksum-crc32c"),
    ChecksumCRC64NVME: fields.get("x-amz-checksum-crc64nvme"),
    ChecksumSHA1: fields.get("x-amz-checksum-sha1"),
    ChecksumSHA256: fields.get("x-amz-checksum-sha256"),
    Tagging: tagging === undefined ? undefined : taggingOf(tagging),
  };
  return {
    Bucket,
    Key,
    Body,
    Metadata: Object.fromEntries(metadata),
    ...Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)),
  };
}

/** The field holds the document of PutObjectTagging; the header's form is what objects are made with. */
function taggingOf(text: string): string {
  try {
    const root = parseXml(text);
    const tags = root.children.find(({ name }) => name === "TagSet")?.children ?? [];
    return tags
      .map((tag) => {
        const textOf = (name: string) => encodeURIComponent(tag.children.find((child) => child.name === name)?.text ?? "");
        return `${textOf("Key")}=${textOf("Value")}`;
      })
      .join("&");
  } catch (error) {
    if (error instanceof MalformedXml) throw malformedXml();
    throw error;
  }
}
