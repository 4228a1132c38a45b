import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Inbox } from "./inbox.ts";

export interface Posted {
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** What a provider answers. `silence`: it takes the request and never answers. */
export type Reply = { status: number; body?: unknown; headers?: Record<string, string> } | "silence";

/** A provider's HTTP endpoint in a test. */
export interface HttpProvider {
  url: string;
  posts: Inbox<Posted>;
  /** How it answers from now on. With a promise it holds the answer until that is resolved. */
  answers(reply: (posted: Posted) => Reply | Promise<Reply>): void;
  /** Resolves when all its connections are closed. */
  stop(): Promise<void>;
}

/** Listens on a free port of this machine. It answers 200 until `answers` says otherwise. `what`: what it receives. */
export async function httpProvider(what: string): Promise<HttpProvider> {
  const posts = new Inbox<Posted>(what);
  let reply: (posted: Posted) => Reply | Promise<Reply> = () => ({ status: 200 });
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const posted = { path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks) };
    const answering = reply(posted);
    posts.receive(posted);
    const answer = await answering;
    if (answer !== "silence") send(response, answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    posts,
    answers(changed) {
      reply = changed;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(response: ServerResponse, { status, body, headers = {} }: Exclude<Reply, "silence">): void {
  const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(text);
}
