import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type PushBrowser, pushBrowser } from "#tests/system/setup/providers/browserPush.ts";

/** A push service on this machine that accepts each push at once, for one phone. */
export interface BenchPushService extends AsyncDisposable {
  env: Record<string, string>;
  /** What the phone subscribes with. */
  subscription: { endpoint: string; keys: PushBrowser["keys"] };
  /** The next push: decrypted, and when it came (epoch ms, with fractions). */
  next(): Promise<{ at: number; data: string }>;
}

/** Epoch ms with fractions, to compare with the clock of a browser on this machine. */
export const preciseNow = (): number => performance.timeOrigin + performance.now();

export async function startBenchPushService(): Promise<BenchPushService> {
  const phone = pushBrowser();
  const waiting: ((push: { at: number; data: string }) => void)[] = [];
  const server = createServer(async (request, response) => {
    const at = preciseNow();
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    response.writeHead(201).end();
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    waiting.shift()?.({ at, data: phone.decrypt({ path: request.url ?? "", headers, body: Buffer.concat(parts) }) });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    env: { LINKLINE_PUSH_SERVICE: url, LINKLINE_PUBLIC_URL: "https://linkline.example" },
    subscription: { endpoint: `${url}/phone`, keys: phone.keys },
    next: () => new Promise((resolve) => waiting.push(resolve)),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
