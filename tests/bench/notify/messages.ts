import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { BenchService } from "../load/benchService.ts";
import { RawClient } from "../load/rawClient.ts";
import { ReadingPackets } from "../load/readingPackets.ts";
import { type Spread, spread } from "../statistics.ts";

/** Milliseconds until the text of a press is with the provider, idle, one press at a time. */
export interface Messages {
  /** From the commit that wrote the message; the device's PUBACK shows it. 0 where the text was quicker than the PUBACK. */
  fromCommit: Spread;
  fromPress: Spread;
  presses: number;
  /** Texts that came. More than one a press would be a fault, and fewer another. */
  texts: number;
}

/** A gateway on this machine that accepts each text at once. */
export interface BenchGateway extends AsyncDisposable {
  env: Record<string, string>;
  /** Resolves with the moment (`performance.now()`) at which the next text to this number came. */
  next(to: string): Promise<number>;
  texts(): number;
}

export async function startBenchGateway(): Promise<BenchGateway> {
  const waiting = new Map<string, (at: number) => void>();
  let texts = 0;
  const server = createServer(async (request, response) => {
    const at = performance.now();
    let body = "";
    for await (const chunk of request) body += chunk;
    response.end();
    texts += 1;
    waiting.get(JSON.parse(body).data.to)?.(at);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    env: { LINKLINE_SMS_WEBHOOK_URL: url, LINKLINE_SMS_WEBHOOK_SECRET: `whsec_${randomBytes(24).toString("base64")}` },
    next: (to) => new Promise((resolve) => waiting.set(to, resolve)),
    texts: () => texts,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Lets the machine become idle between presses. */
const betweenMs = 20;
const policy = [{ notify: [1], waitSeconds: 3_600 }];

/** Presses the pendant of `count` homes, one after the other, each of which notifies one contact by text. */
export async function measureMessages(service: BenchService, gateway: BenchGateway, count: number): Promise<Messages> {
  const [fromCommit, fromPress]: [number[], number[]] = [[], []];
  for (let n = 0; n < count; n += 1) {
    const to = `+44163296${String(n).padStart(4, "0")}`;
    const contacts = [{ name: "Contact", relation: "daughter", phone: to, channels: [{ type: "text" as const, address: to }] }];
    const plan = { name: "Calls", rules: {}, escalation: { critical: policy } };
    const { id } = await service.api.createHome({ name: `${n + 1} Orchard Road`, mode: "live", contacts, plan });
    const { mqtt } = await service.api.addDevice(id, { kind: "button", room: "bedroom", name: "pendant" });
    const client = await RawClient.connect(service.mqtt, mqtt);
    const acknowledged = new Promise<number>((resolve, reject) => {
      client.onAcknowledged = () => resolve(performance.now());
      client.onFault = reject;
    });
    const came = gateway.next(to);
    await delay(betweenMs);
    const pressedAt = performance.now();
    client.publish(new ReadingPackets(mqtt.topic, "button", "bench-messages").next(1));
    const [committedAt, cameAt] = await Promise.all([acknowledged, came]);
    client.onFault = () => {};
    client.close();
    fromCommit.push(Math.max(0, cameAt - committedAt));
    fromPress.push(cameAt - pressedAt);
  }
  return { fromCommit: spread(fromCommit), fromPress: spread(fromPress), presses: count, texts: gateway.texts() };
}
