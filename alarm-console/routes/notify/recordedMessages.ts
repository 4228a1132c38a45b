import type { RecordedMessage, RecordedMessages } from "#response/notify/channels/recordedMessages.ts";
import type { Api } from "../../api.ts";

/** The demo's page of messages that would have left. Open to everyone, because all homes of the demo are invented. */
export function recordedMessageRoutes(api: Api, { recorded }: { recorded: RecordedMessages }): void {
  api.get("/demo/messages", { schema: { hide: true } }, async (_request, reply) =>
    reply.type("text/html; charset=utf-8").header("cache-control", "no-store").serializer(String).send(pageOf(recorded.newest())),
  );
}

const pageOf = (messages: readonly RecordedMessage[]): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="5"><title>Messages of the demo</title></head>
<body>
<h1>Messages of the demo</h1>
<p>The demo sends nothing. These messages would have left, newest first. The page loads again every 5 seconds.</p>
${messages.length === 0 ? "<p>No message yet. Alarms that a plan gives to the family first send some.</p>" : messages.map(articleOf).join("\n")}
</body>
</html>
`;

const words = { text: "Text", email: "E-mail", push: "Push", voice: "Call" } as const;

function articleOf({ channel, at, name, address, text, subject, body, link }: RecordedMessage): string {
  const said = channel === "email" ? `<p><strong>${escaped(subject)}</strong></p><pre>${escaped(body)}</pre>` : `<p>${escaped(text)}</p>`;
  const opens = link === null ? "" : `<p><a href="${escaped(link)}">Open the link of this message</a></p>`;
  const head = `${words[channel]} to ${escaped(name)} (${escaped(address)}), ${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
  return `<article><h2>${head}</h2>${said}${opens}</article>`;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (mark) => entities[mark] ?? mark);
