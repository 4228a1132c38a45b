import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import type { Random } from "#device-sim/simulation/random.ts";

/** A gateway for texts that counts what reaches it. It outlives the service. */
export interface CountingGateway {
  /** The service's configuration for it. */
  env: Record<string, string>;
  /** How often each message arrived, by its id. The same message may arrive again when the service died before it noted the answer. */
  received: ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

const message = z.object({ data: z.object({ id: z.string() }) });

/** It answers 503 to one message in ten, which must come again. */
export async function countingGateway(random: Random): Promise<CountingGateway> {
  const received = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      // The service died while it sent.
      return;
    }
    if (random.chance(0.1)) {
      response.writeHead(503).end();
      return;
    }
    const { id } = message.parse(JSON.parse(Buffer.concat(chunks).toString())).data;
    received.set(id, (received.get(id) ?? 0) + 1);
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    env: {
      LINKLINE_SMS_WEBHOOK_URL: `http://127.0.0.1:${port}/messages`,
      LINKLINE_SMS_WEBHOOK_SECRET: `whsec_${randomBytes(24).toString("base64")}`,
    },
    received,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
