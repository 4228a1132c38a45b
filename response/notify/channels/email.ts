import { createTransport } from "nodemailer";
import type { NotifyConfig } from "#platform/notifyConfig.ts";
import type { Attempt, Channel, Outgoing } from "./channel.ts";

type EmailConfig = NonNullable<NotifyConfig["email"]>;

const provider = "the mail server";

/** Errors of nodemailer that say that there was no connection or no answer (its codes, as documented). */
const noAnswer = ["ECONNECTION", "ETIMEDOUT", "ESOCKET", "EDNS", "ETLS", "EPROTOCOL", "ECONNRESET", "ECONNREFUSED"];

/**
 * E-mail by SMTP. A reply 4xx of a mail server means later, 5xx means never (RFC 5321, 4.2.1): the other way round than in HTTP. A server that
 * refuses the sign-in is tried again, because a supervisor's message should leave once the password is mended.
 */
export function emailChannel({ smtpUrl, from }: EmailConfig): Channel {
  // A pool keeps connections open, so that a second message needs no new handshake.
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 4,
    connectionTimeout: 8_000,
    greetingTimeout: 8_000,
    socketTimeout: 15_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send({ id, name, address, subject, body }: Outgoing, signal): Promise<Attempt> {
      try {
        const info = await transport.sendMail({
          from,
          to: { name, address },
          subject,
          text: body,
          headers: { "X-Linkline-Message": id, "Auto-Submitted": "auto-generated" },
        });
        return { sent: true, providerId: info.messageId };
      } catch (error) {
        return attemptOf(error as SmtpError, signal);
      }
    },
    stop: () => transport.close(),
  };
}

interface SmtpError extends Error {
  code?: string;
  responseCode?: number;
}

function attemptOf({ code = "", responseCode }: SmtpError, signal: AbortSignal): Attempt {
  if (responseCode !== undefined && code !== "EAUTH" && !noAnswer.includes(code))
    return { sent: false, next: responseCode >= 500 ? "failed" : "later", why: `${provider} answered ${responseCode}` };
  if (code === "EAUTH") return { sent: false, next: "later", why: `${provider} refused the sign-in` };
  if (code === "EENVELOPE" || code === "EMESSAGE") return { sent: false, next: "failed", why: "the address cannot be written to" };
  const why = signal.aborted || code === "ETIMEDOUT" ? `${provider} did not answer in time` : `${provider} cannot be reached`;
  return { sent: false, next: "later", why };
}
