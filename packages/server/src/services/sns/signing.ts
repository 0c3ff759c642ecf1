/**
 * The key that notifications are signed with, and its certificate: made when the first message is signed, and kept with
 * the data, so that what was signed before a restart can be verified after it.
 */

import { createPrivateKey, type KeyObject, sign, X509Certificate } from "node:crypto";
import type { RecordStore } from "../../storage/ports/records.ts";
import type { SignatureVersion } from "./envelope.ts";

/** PEM: an RSA key in PKCS #8 and its certificate. */
export interface SigningPair {
  readonly privateKey: string;
  readonly certificate: string;
}

export interface Signer {
  /** Base64 of SHA1withRSA (version 1) or SHA256withRSA (version 2). */
  sign(text: string, version: SignatureVersion): Promise<string>;
  /** Below this path of the server the certificate is found. */
  certificatePath(): Promise<string>;
  /** PEM, if that is the path of the present certificate. */
  certificateAt(path: string): Promise<string | undefined>;
}

export const certificatesPath = "/_stile/sns/";

const algorithms: Readonly<Record<SignatureVersion, string>> = { "1": "RSA-SHA1", "2": "RSA-SHA256" };

export function createSigner(records: RecordStore, issue: () => Promise<SigningPair>): Signer {
  let loading: Promise<{ readonly key: KeyObject; readonly certificate: string; readonly path: string }> | undefined;

  const load = async () => {
    const stored = await records.get<SigningPair>("secret", "sns-signing");
    const pair = stored?.value ?? (await issue());
    if (stored === undefined) await records.write([{ kind: "secret", key: "sns-signing", value: pair, expectedRevision: 0 }]);
    const fingerprint = new X509Certificate(pair.certificate).fingerprint256.replaceAll(":", "").toLowerCase().slice(0, 32);
    return {
      key: createPrivateKey(pair.privateKey),
      certificate: pair.certificate,
      path: `${certificatesPath}SimpleNotificationService-${fingerprint}.pem`,
    };
  };
  const loaded = () => {
    loading ??= load().catch((error: unknown) => {
      // Asked again next time.
      loading = undefined;
      throw error;
    });
    return loading;
  };
  return {
    async sign(text, version) {
      const { key } = await loaded();
      // With a callback it is computed off the main thread: RSA takes a millisecond.
      return await new Promise((resolve, reject) => {
        sign(algorithms[version], Buffer.from(text), key, (error, signature) => {
          if (error === null) resolve(signature.toString("base64"));
          else reject(error);
        });
      });
    },
    certificatePath: async () => (await loaded()).path,
    async certificateAt(path) {
      const current = await loaded();
      return current.path === path ? current.certificate : undefined;
    },
  };
}
