/** Notifications by mail: through the SMTP server that is configured, else into the log, where its links can be followed. */

import type { Logger } from "../../platform/platform.ts";
import { mailTimeoutMs } from "./limits.ts";

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Resolves when the mail server has taken it. */
export type SendMail = (mail: Mail) => Promise<void>;

export interface MailSettings {
  /** `smtp://user:password@host:port`, `smtps://...` */
  readonly smtpUrl: string;
  readonly from: string;
}

export function createMailer(settings: MailSettings | undefined, logger: Logger): SendMail {
  if (settings === undefined) {
    return async (mail) => logger.info("a mail was not sent: no SMTP server is configured (--smtp-url)", { ...mail });
  }
  let loading: Promise<SendMail> | undefined;
  // Loaded with the first mail: most servers never send one.
  const load = async (): Promise<SendMail> => {
    const { createTransport } = await import("nodemailer");
    const timeouts = { connectionTimeout: mailTimeoutMs, greetingTimeout: mailTimeoutMs, socketTimeout: mailTimeoutMs };
    const transport = createTransport({ url: settings.smtpUrl, ...timeouts });
    return async ({ to, subject, text }) => void (await transport.sendMail({ from: settings.from, to, subject, text }));
  };
  return async (mail) => await (await (loading ??= load()))(mail);
}
