/** Notices as mails. */

import { envelope, type Notice } from "./envelope.ts";
import type { Mail } from "./mail.ts";

type Text = Omit<Mail, "to">;

export function confirmationMail(notice: Extract<Notice, { kind: "confirmation" }>): Text {
  return {
    subject: "AWS Notification - Subscription Confirmation",
    text: `You have chosen to subscribe to the topic:\n${notice.topicArn}\n\nTo confirm this subscription, open this link (If this was in error no action is necessary):\n${notice.subscribeUrl}\n`,
  };
}

export function notificationMail(notice: Extract<Notice, { kind: "notification" }>, protocol: "email" | "email-json"): Text {
  const subject = notice.message.subject ?? "AWS Notification Message";
  if (protocol === "email-json") return { subject, text: envelope(notice) };
  return {
    subject,
    text: `${notice.message.text}\n\n--\nIf you wish to stop receiving notifications from this topic, please open the link below to unsubscribe:\n${notice.unsubscribeUrl}\n`,
  };
}
