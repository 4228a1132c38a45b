import pg from "pg";
import { afterAll, afterEach, expect } from "vitest";
import type { EscalationPolicy } from "#domain/answering/escalation.ts";
import type { PushContent } from "#response/notify/channels/channel.ts";
import { jonas, type MessageTown, meera, messageTown } from "../notify/messageTown.ts";
import { pushBrowser } from "../setup/providers/browserPush.ts";
import { type HttpProvider, httpProvider, type Posted } from "../setup/providers/httpProvider.ts";
import type { Json } from "../setup/service.ts";

/** The first contact, who is a carer with a phone in most tests; then the second; then the centre. */
/** A device whose login is refused tries again, as real ones do. */
const patient = { reconnectOnConnackError: true };

export const family: EscalationPolicy = [
  { notify: [1], waitSeconds: 180 },
  { notify: [2], waitSeconds: 120 },
  { notify: ["centre"], waitSeconds: 60 },
];

export type Payload = Omit<PushContent, "ttlSeconds">;

export interface Pushed extends Payload {
  posted: Posted;
}

interface Answer {
  status: number;
  body: Json;
}

/** A carer's phone: its browser has the cookie of a session and the keys of a subscription. */
export interface CarerPhone {
  /** The address at the push service. */
  path: string;
  keys: { p256dh: string; auth: string };
  decrypt(posted: Posted): string;
  signIn(email: string, password: string): Promise<Answer>;
  /** One more phone, on which no one is signed in. */
  another(): CarerPhone;
  send(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Registers the subscription, as the page does each time it is opened. */
  register(more?: object): Promise<Answer>;
  /** Waits for the next push to this phone and reads it. */
  next(): Promise<Pushed>;
  list(): Promise<Json>;
}

export interface CaredHome {
  id: string;
  contacts: { contactId: string; name: string }[];
  /** A critical alarm. */
  press(): Promise<void>;
  /** An urgent alarm. */
  leak(): Promise<void>;
  /** Waits until the timeline of the home says this. */
  says(text: string | RegExp): Promise<Json>;
  /** The lines about messages and the centre so far. */
  lines(): Promise<string[]>;
  /** Makes a contact a carer, with a phone that is signed in. */
  carer(place: 1 | 2, account?: { email: string; password: string }): Promise<CarerPhone>;
}

export interface PhoneTown extends MessageTown {
  pushes: HttpProvider;
  sql(text: string, values?: unknown[]): Promise<Json[]>;
  /** `policy` null: the contacts one after the other, as a route says that names none. */
  cared(o?: { policy?: EscalationPolicy | null; contacts?: object[]; mode?: "live" | "test" }): Promise<CaredHome>;
  confirm(token: string, what: string): Promise<Answer>;
}

let people = 0;

export async function phoneTown(options: Parameters<typeof messageTown>[0] = {}): Promise<PhoneTown> {
  const pushes = await httpProvider("pushes");
  pushes.answers(() => ({ status: 201 }));
  const message = await messageTown({ ...options, env: { LINKLINE_PUSH_SERVICE: pushes.url, ...options.env } });
  const { town } = message;
  const database = new pg.Pool({ connectionString: town.service.databaseUrl });
  // An alarm that stays open would send messages in the next test.
  afterEach(async () => {
    for (const { id } of (await town.call("operator", "GET", "/api/v1/cases?limit=1000")).body.items) {
      const { body } = await town.call("operator", "POST", `/api/v1/cases/${id}/claim`);
      await town.call("operator", "POST", `/api/v1/cases/${id}/close`, { outcome: "reassurance", note: "All well", rings: body.rings });
    }
  });
  afterAll(async () => {
    await database.end();
    await pushes.stop();
  });

  function phoneOf(): CarerPhone {
    const browser = pushBrowser();
    const path = `/phone-${++people}`;
    let cookie = "";
    const send = async (method: string, to: string, body?: unknown): Promise<Answer> => {
      const answer = await fetch(`${town.service.httpUrl}${to}`, {
        method,
        headers: {
          origin: town.service.httpUrl,
          cookie,
          "user-agent": "Mozilla/5.0 (Linux; Android 16; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0.0.0 Mobile Safari/537.36",
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? cookie;
      const text = await answer.text();
      return { status: answer.status, body: text === "" ? null : JSON.parse(text) };
    };
    return {
      ...browser,
      path,
      send,
      another: phoneOf,
      signIn: (email, password) => send("POST", "/api/auth/sign-in/email", { email, password }),
      register: (more = {}) => send("PUT", "/api/v1/carer/phones", { endpoint: `${pushes.url}${path}`, keys: browser.keys, ...more }),
      async next() {
        const posted = await pushes.posts.next((one) => one.path === path);
        return { ...(JSON.parse(browser.decrypt(posted)) as Payload), posted };
      },
      list: async () => (await send("GET", "/api/v1/carer/phones")).body,
    };
  }

  return {
    ...message,
    pushes,
    sql: async (text, values = []) => (await database.query(text, values)).rows,
    confirm: (token, what) => town.call(null, "POST", "/api/v1/push-receipts", { token, what }),
    async cared({ policy = family, contacts = [jonas, meera], mode = "live" } = {}) {
      const route = { info: "centre", advisory: "carer", urgent: "carer", critical: "carer" };
      const escalation = policy === null ? {} : { critical: policy, urgent: policy };
      const plan = { name: "Calls", rules: { environment: {} }, route, escalation };
      const { id } = await town.home({ name: "12 Sycamore Court", contacts: contacts as never, mode, plan });
      const pendant = await town.device(id, { kind: "button", name: "Pendant" });
      const detector = await town.device(id, { kind: "flood", name: "Leak sensor" });
      const units = new Map([
        [pendant, await town.unit(pendant, patient)],
        [detector, await town.unit(detector, patient)],
      ]);
      let seq = 0;
      const reads = async (device: typeof pendant, reading: object): Promise<void> =>
        void (await units.get(device)?.publishAsync(device.mqtt.topic, JSON.stringify({ ...reading, seq: ++seq, boot: "a" }), { qos: 1 }));
      const entries = async (): Promise<{ event: string; text: string }[]> =>
        (await town.call("operator", "GET", `/api/v1/cases?home=${id}`)).body.items.flatMap((one: Json) => one.timeline);
      const fits = (line: string, text: string | RegExp): boolean => (typeof text === "string" ? line === text : text.test(line));
      const { body } = await town.call("operator", "GET", `/api/v1/homes/${id}/carers`);
      return {
        id,
        contacts: body.items,
        press: () => reads(pendant, { kind: "button", pressed: true }),
        leak: () => reads(detector, { kind: "flood", detected: true }),
        async lines() {
          return (await entries()).filter(({ event }) => ["notified", "atCentre"].includes(event)).map(({ text }) => text);
        },
        says: (text) =>
          expect
            .poll(async () => (await entries()).some((line) => fits(line.text, text)), {
              timeout: 20_000,
              interval: 20,
              message: `the timeline says ${text}`,
            })
            .toBe(true),
        async carer(place, account = { email: `carer${++people}@birch.example`, password: "warm socks and tea" }) {
          const { contactId } = body.items[place - 1];
          const invitation = { sees: "nights", agreedBy: "Edith Birch", by: "link" };
          const made = await town.call("operator", "POST", `/api/v1/homes/${id}/contacts/${contactId}/invitation`, invitation);
          const token = /#\/join\/(\S+)/.exec(made.body.link)?.[1] ?? "";
          const phone = phoneOf();
          expect((await phone.send("POST", "/api/v1/carer-invitations/accept", { token, ...account })).status).toBe(201);
          expect((await phone.signIn(account.email, account.password)).status).toBe(200);
          return phone;
        },
      };
    },
  };
}
