import { setTimeout as delay } from "node:timers/promises";
import type { BenchService } from "../load/benchService.ts";
import { RawClient } from "../load/rawClient.ts";
import { ReadingPackets } from "../load/readingPackets.ts";
import { type Spread, spread } from "../statistics.ts";
import { startBenchPhone } from "./carerPhone.ts";
import { type BenchPushService, preciseNow } from "./pushService.ts";

/** Milliseconds from the reading of a press until a carer's phone shows it, idle, one press at a time. The push service answers at once. */
export interface Wakings {
  toPushService: Spread;
  toNotification: Spread;
  /** The page of the homes, opened from its cache without a connection on a phone that is `slower` times slower than this machine. */
  openedFromCache: Spread;
  presses: number;
}

/** Lets the machine become idle between presses. */
const betweenMs = 50;
const openings = 20;
export const slower = 4;
const account = { email: "carer@bench.example", password: "only for the benchmark" };

/** The carer cares for `count` homes, and the pendant of each is pressed once: a push for each press, to one phone. */
export async function measureWakings(service: BenchService, pushes: BenchPushService, count: number): Promise<Wakings> {
  const topics: { topic: string; client: RawClient }[] = [];
  let cookie = "";
  for (let n = 0; n < count; n += 1) {
    const { id, mqtt } = await newHome(service, n);
    cookie = await join(service, id, cookie);
    topics.push({ topic: mqtt.topic, client: await RawClient.connect(service.mqtt, mqtt) });
  }
  await asCarer(service, cookie, "PUT", "/carer/phones", pushes.subscription);
  await using phone = await startBenchPhone(service.httpUrl, cookie);
  const [toPushService, toNotification]: [number[], number[]] = [[], []];
  for (const { topic, client } of topics) {
    await delay(betweenMs);
    const came = pushes.next();
    const pressedAt = preciseNow();
    client.publish(new ReadingPackets(topic, "button", "bench-wakings").next(1));
    const { at, data } = await came;
    toPushService.push(at - pressedAt);
    toNotification.push((await phone.deliver(data)) - pressedAt);
  }
  for (const { client } of topics) client.close();
  const openedFromCache = spread(await phone.openFromCache(openings, slower));
  return { toPushService: spread(toPushService), toNotification: spread(toNotification), openedFromCache, presses: count };
}

async function newHome({ api }: BenchService, n: number) {
  const contacts = [{ name: "Carer", relation: "husband", phone: "01632 960201" }];
  const plan = { name: "Calls", rules: {}, escalation: { critical: [{ notify: [1, "centre" as const], waitSeconds: 3_600 }] } };
  const { id } = await api.createHome({ name: `${n + 1} Orchard Road`, mode: "live", contacts, plan });
  const { mqtt } = await api.addDevice(id, { kind: "button", room: "bedroom", name: "pendant" });
  return { id, mqtt };
}

/** The contact accepts the invitation: with a new account the first time, with the session of that account afterwards. Gives the session. */
async function join(service: BenchService, homeId: string, cookie: string): Promise<string> {
  const { items } = await call(service, "GET", `/homes/${homeId}/carers`);
  const path = `/homes/${homeId}/contacts/${items[0].contactId}/invitation`;
  const { link } = await call(service, "POST", path, { sees: "alarms", agreedBy: "Bench", by: "link" });
  const token = /#\/join\/(\S+)/.exec(link)?.[1];
  if (cookie !== "") {
    await asCarer(service, cookie, "POST", "/carer/invitations/accept", { token });
    return cookie;
  }
  await call(service, "POST", "/carer-invitations/accept", { token, ...account });
  const answer = await fetch(`${service.httpUrl}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: service.httpUrl },
    body: JSON.stringify(account),
  });
  return answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}

const call = (service: BenchService, method: string, path: string, body?: object) =>
  send(service, method, path, { authorization: `Bearer ${service.token}` }, body);
const asCarer = (service: BenchService, cookie: string, method: string, path: string, body: object) =>
  send(service, method, path, { cookie, origin: service.httpUrl }, body);

async function send({ httpUrl }: BenchService, method: string, path: string, headers: Record<string, string>, body?: object) {
  const answer = await fetch(`${httpUrl}/api/v1${path}`, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: the benchmark reads two fields of answers that the contract describes
  const content = (await answer.json()) as any;
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(content)}`);
  return content;
}
