/** AWS Signature Version 4, the client's half: what a program adds to a request so that `verifySignature` knows it again. */
import { algorithm, canonicalRequest, type CredentialScope, signatureOf, toBasicDate } from "./sigv4.ts";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

export interface RequestToSign {
  readonly method: string;
  /** Host, path and query as they will be sent. */
  readonly url: Pick<URL, "host" | "pathname" | "search">;
  /** Names in lower case. All of them are signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

export interface SigningOptions {
  readonly credentials: Credentials;
  readonly region: string;
  /** The signing name: `states`, `lambda`. */
  readonly service: string;
  readonly nowMs: number;
}

/** The headers to send: those given, with `x-amz-date`, `x-amz-security-token` where there is one, and `authorization`. */
export function signRequest(request: RequestToSign, { credentials, region, service, nowMs }: SigningOptions): Record<string, string> {
  const date = toBasicDate(nowMs);
  const scope: CredentialScope = { accessKeyId: credentials.accessKeyId, date: date.slice(0, 8), region, service };
  const headers: Record<string, string> = {
    ...request.headers,
    "x-amz-date": date,
    ...(credentials.sessionToken === undefined ? {} : { "x-amz-security-token": credentials.sessionToken }),
  };
  const { host, pathname, search } = request.url;
  const signedHeaders = ["host", ...Object.keys(headers)].sort();
  const canonical = canonicalRequest(
    {
      method: request.method,
      path: pathname,
      query: search.slice(1),
      headers: { ...headers, host },
      body: typeof request.body === "string" ? Buffer.from(request.body) : request.body,
    },
    { form: "header", scope, signedHeaders, signature: "", date, expiresSeconds: undefined, sessionToken: undefined },
  );
  const signature = signatureOf(canonical, { scope, date }, credentials.secretAccessKey);
  const credential = `${scope.accessKeyId}/${scope.date}/${region}/${service}/aws4_request`;
  return {
    ...headers,
    authorization: `${algorithm} Credential=${credential}, SignedHeaders=${signedHeaders.join(";")}, Signature=${signature}`,
  };
}
