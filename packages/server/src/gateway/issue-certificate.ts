/** Makes X.509 certificates. Loaded only when one must be made: @peculiar/x509 is not free to import. */
import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { isIP } from "node:net";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";

export interface Issued {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly privateKey: string;
}

interface Validity {
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

const keyAlgorithm = { name: "ECDSA", namedCurve: "P-256" } as const;
const signingAlgorithm = { name: "ECDSA", hash: "SHA-256" } as const;

export async function issueAuthority(validity: Validity): Promise<Issued> {
  const keys = await webcrypto.subtle.generateKey(keyAlgorithm, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serialNumber(),
      // The number keeps authorities of several data folders apart in a trust store.
      name: `CN=Stile local authority ${serialNumber().slice(0, 8)}`,
      ...dates(validity),
      keys,
      signingAlgorithm,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto as never),
      ],
    },
    webcrypto as never,
  );
  return { certificate: `${certificate.toString("pem")}\n`, privateKey: await exportKey(keys.privateKey) };
}

export async function issueServerCertificate(
  options: Validity & { readonly authority: Issued; readonly names: readonly string[] },
): Promise<Issued> {
  const { authority, names } = options;
  const authorityCertificate = new X509Certificate(authority.certificate);
  const authorityKey = await webcrypto.subtle.importKey("pkcs8", PemConverter.decodeFirst(authority.privateKey), keyAlgorithm, false, [
    "sign",
  ]);
  const keys = await webcrypto.subtle.generateKey(keyAlgorithm, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.create(
    {
      serialNumber: serialNumber(),
      subject: "CN=localhost",
      issuer: authorityCertificate.subject,
      ...dates(options),
      publicKey: keys.publicKey,
      signingKey: authorityKey,
      signingAlgorithm,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension(names.map((name) => ({ type: isIP(name) === 0 ? "dns" : "ip", value: name }))),
        await AuthorityKeyIdentifierExtension.create(authorityCertificate, false, webcrypto as never),
      ],
    },
    webcrypto as never,
  );
  return { certificate: `${certificate.toString("pem")}\n`, privateKey: await exportKey(keys.privateKey) };
}

/** A key that messages are signed with, and the certificate that tells it: RSA, since SNS's signatures are. */
export async function issueSigningPair(validity: Validity): Promise<Issued> {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", publicExponent: new Uint8Array([1, 0, 1]), modulusLength: 2_048 };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serialNumber(),
      name: "CN=sns.amazonaws.com",
      ...dates(validity),
      keys,
      signingAlgorithm: algorithm,
      extensions: [new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true)],
    },
    webcrypto as never,
  );
  return { certificate: `${certificate.toString("pem")}\n`, privateKey: await exportKey(keys.privateKey) };
}

function dates({ notBeforeMs, notAfterMs }: Validity): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(notBeforeMs), notAfter: new Date(notAfterMs) };
}

/** RFC 5280, 4.1.2.2: positive, at most 20 octets; 16 random ones, the first below 0x80. */
function serialNumber(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x01;
  return Buffer.from(bytes).toString("hex");
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  return `${PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", key), PemConverter.PrivateKeyTag)}\n`;
}
