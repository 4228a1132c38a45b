import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { Inbox } from "./inbox.ts";

export interface Mail {
  from: string;
  to: string;
  subject: string;
  body: string;
}

/** A real SMTP server. */
export interface MailServer {
  env: { LINKLINE_SMTP_URL: string; LINKLINE_MAIL_FROM: string };
  mails: Inbox<Mail>;
  /** The reply to each message from now on, such as 451 or 550; null: it is accepted. */
  refusesWith(code: number | null): void;
  stop(): Promise<void>;
}

export async function mailServer(): Promise<MailServer> {
  const mails = new Inbox<Mail>("e-mails");
  let code: number | null = null;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    logger: false,
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        if (code !== null) return done(Object.assign(new Error("refused"), { responseCode: code }));
        const from = envelope.mailFrom === false ? "" : envelope.mailFrom.address;
        mails.receive({ from, to: envelope.rcptTo.map(({ address }) => address).join(","), ...read(Buffer.concat(chunks).toString()) });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    env: { LINKLINE_SMTP_URL: `smtp://127.0.0.1:${port}`, LINKLINE_MAIL_FROM: "Link Line <alarms@linkline.example>" },
    mails,
    refusesWith(changed) {
      code = changed;
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Subject and body of a message of one part, as an e-mail program shows them. */
function read(raw: string): Pick<Mail, "subject" | "body"> {
  const [, head = "", body = ""] = /^(.*?)\r\n\r\n(.*)$/s.exec(raw) ?? [];
  const headers = head.replace(/\r\n[ \t]+/g, " ");
  const isQuoted = /^content-transfer-encoding: quoted-printable$/im.test(headers);
  const text = isQuoted ? unquoted(body) : body;
  const subject = /^subject: (.*)$/im.exec(headers)?.[1] ?? "";
  const words = subject.replace(/=\?utf-8\?q\?(.*?)\?=\s*/gi, (_all, word: string) => unquoted(word.replaceAll("_", " ")));
  return { subject: words, body: text.replaceAll("\r\n", "\n") };
}

const unquoted = (text: string): string =>
  Buffer.from(
    text.replace(/=\r\n/g, "").replace(/=([\dA-F]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  ).toString("utf8");
