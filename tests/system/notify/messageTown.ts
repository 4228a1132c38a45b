import { afterAll } from "vitest";
import type { z } from "zod";
import type { AlarmView } from "#domain/alarm.ts";
import type { EscalationPolicy } from "#domain/answering/escalation.ts";
import type { newHome } from "#domain/home.ts";
import type { Log } from "#platform/log.ts";
import { ManualClock } from "../setup/manualClock.ts";
import { fakeGateway, type Gateway } from "../setup/providers/gateway.ts";
import { type MailServer, mailServer } from "../setup/providers/mailServer.ts";
import { startTestService, type TestService } from "../setup/service.ts";

type Contacts = NonNullable<z.input<typeof newHome>["contacts"]>;

export const jonas = {
  name: "Jonas Birch",
  relation: "son",
  phone: "01632 960201",
  channels: [
    { type: "text", address: "+441632960201" },
    { type: "email", address: "jonas@birch.example" },
  ],
} as const;
export const meera = {
  name: "Meera Shah",
  relation: "daughter",
  phone: "01632 960202",
  channels: [{ type: "text", address: "+441632960202" }],
} as const;

/** Text first, e-mail where that fails; then the second contact; then the centre. */
export const familyFirst: EscalationPolicy = [
  { notify: [1], channels: ["text", "email"], waitSeconds: 180 },
  { notify: [2], waitSeconds: 180 },
  { notify: ["centre"], waitSeconds: 60 },
];

/** A service that sends, with the providers that it sends to, on a clock that the test moves. It starts at 02:14:00 in the homes. */
export interface MessageTown {
  town: TestService;
  clock: ManualClock;
  gateway: Gateway;
  mail: MailServer;
  /** A home whose calls for help follow `policy`. `press`: its pendant. */
  home(o?: { policy?: EscalationPolicy; contacts?: Contacts; mode?: "live" | "test" }): Promise<MessageHome>;
}

export interface MessageHome {
  id: string;
  press(): Promise<void>;
  /** The alarm at a desk, as soon as a line of its timeline says this. */
  says(text: string | RegExp): Promise<AlarmView>;
  /** The lines about messages so far. */
  lines(): Promise<string[]>;
}

interface TownOptions {
  env?: Record<string, string>;
  log?: Log;
  /** Gives the URL under which the service reaches its database. */
  through?: (url: string) => Promise<string>;
}

export async function messageTown({ env = {}, log, through }: TownOptions = {}): Promise<MessageTown> {
  const [gateway, mail] = [await fakeGateway(), await mailServer()];
  const clock = new ManualClock("2026-07-22T01:14:00Z");
  const town = await startTestService({
    clock,
    env: { ...gateway.env, ...mail.env, LINKLINE_PUBLIC_URL: "https://linkline.example", ...env },
    ...(log === undefined ? {} : { log }),
    ...(through === undefined ? {} : { through }),
  });
  afterAll(async () => {
    await town.stop();
    await Promise.all([gateway.stop(), mail.stop()]);
  });
  return {
    town,
    clock,
    gateway,
    mail,
    async home({ policy = familyFirst, contacts = [jonas, meera] as never, mode = "live" } = {}) {
      // One for each home: a screen does not come back by itself when the service was restarted.
      const screen = await town.console("operator");
      const plan = { name: "Calls", rules: {}, escalation: { critical: policy } };
      const { id } = await town.home({ name: "12 Sycamore Court", contacts, mode, plan });
      const pendant = await town.device(id, { kind: "button", name: "Pendant" });
      const unit = await town.unit(pendant);
      let seq = 0;
      const press = async (): Promise<void> => {
        seq += 1;
        await unit.publishAsync(pendant.mqtt.topic, JSON.stringify({ kind: "button", pressed: true, seq, boot: "a" }), { qos: 1 });
      };
      const fits = (line: string, text: string | RegExp): boolean => (typeof text === "string" ? line === text : text.test(line));
      return {
        id,
        press,
        says: (text) => screen.until((alarm) => alarm.homeId === id && alarm.timeline.some((line) => fits(line.text, text))),
        async lines() {
          const { body } = await town.call("operator", "GET", `/api/v1/cases?home=${id}`);
          const entries = body.items.flatMap(({ timeline }: { timeline: { event: string; text: string }[] }) => timeline);
          return entries.filter(({ event }: { event: string }) => event === "notified").map(({ text }: { text: string }) => text);
        },
      };
    },
  };
}
