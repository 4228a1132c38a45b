import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asHomeId } from "#domain/ids.ts";
import { type DatabaseProxy, databaseProxy } from "../setup/databaseProxy.ts";
import { ManualClock } from "../setup/manualClock.ts";
import { type Passes, passingTime } from "../setup/passingTime.ts";
import { type Json, type Provisioned, startTestService, type TestService } from "../setup/service.ts";

/**
 * Staff change a home, and the service is killed after each message that it sends to its database. It starts again, and staff repeat a
 * change that was not confirmed. Wherever the kill came, the same alarms ring as without a kill.
 */

// A winter night in London: 22:00 UTC is 22:00 on the wall.
const clock = new ManualClock("2026-11-21T22:00:00.000Z");
const minute = 60_000;
let proxy: DatabaseProxy;
let town: TestService;
let passes: Passes;
beforeAll(async () => {
  town = await startTestService({
    clock,
    through: async (url) => {
      proxy = await databaseProxy(url);
      return proxy.url;
    },
  });
  await noCaseTimers();
  passes = await passingTime(town, clock);
});

/** The timers of open cases would send messages to the database while the test counts those of the change: they come after this night. */
async function noCaseTimers(): Promise<void> {
  const waits = ["ringAgainSeconds", "supervisorSeconds", "everyoneSeconds", "repeatSeconds"].map((name) => [name, 86_400]);
  const client = new pg.Client({ connectionString: town.service.databaseUrl });
  await client.connect();
  await client.query("UPDATE answering_settings SET settings = $1", [JSON.stringify(Object.fromEntries(waits))]);
  await client.end();
  await town.restart();
}
afterAll(async () => {
  await town.stop();
  await proxy.stop();
});

const by = { id: "token-1", name: "Supervisor" };
const planOf = (rules: object) => {
  const read = town.service.registry.plans.read({
    name: "Nights",
    rules,
    windows: [{ name: "night", from: "20:00", to: "19:00" }],
    absenceSuspends: ["bedExit"],
  });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return read.plan;
};

interface TwoBeds {
  id: string;
  his: Bed;
  hers: Bed;
}
interface Bed {
  device: Provisioned;
  says(occupied: boolean): Promise<unknown>;
}

/** Two people are in bed, the bed-exit rule waits ten minutes, and the states are saved. */
async function twoBeds(): Promise<TwoBeds> {
  const { id } = await town.home({ plan: planOf({ bedExit: { exitMinutes: 10 } }) });
  const bed = async (name: string): Promise<Bed> => {
    const device = await town.device(id, { kind: "bed", name, room: "Bedroom" });
    const unit = await town.unit(device);
    let seq = 0;
    return {
      device,
      says: (occupied) =>
        unit.publishAsync(device.mqtt.topic, JSON.stringify({ kind: "bed", occupied, seq: ++seq, boot: "b" }), { qos: 1 }),
    };
  };
  const home = { id, his: await bed("His bed"), hers: await bed("Her bed") };
  await home.his.says(true);
  await home.hers.says(true);
  await passes(minute);
  return home;
}

interface Change {
  /** What happens before the change. */
  before(home: TwoBeds): Promise<unknown>;
  make(id: string): Promise<unknown>;
  isMade(id: string): boolean;
  /** Readings right after the change: they may be recorded before the kill, or be sent again after it. */
  after(home: TwoBeds): Promise<unknown>;
}

const homeOf = (id: string) => town.service.registry.home(asHomeId(id));
const toPlan = (rules: object): Change => ({
  before: ({ his }) => his.says(false),
  make: (id) => town.service.registry.changePlan(asHomeId(id), { plan: planOf(rules), why: "Better now", by }),
  isMade: (id) => town.service.registry.planOf(asHomeId(id))?.version === 2,
  after: ({ hers }) => hers.says(false),
});

const changes: Record<string, Change> = {
  "a plan with a shorter wait": toPlan({ bedExit: { exitMinutes: 5 } }),
  "a plan without the rule": toPlan({}),
  "an absence that began before the alarm rang": {
    async before({ his }) {
      await his.says(false);
      await passes(10 * minute);
    },
    make: (id) =>
      town.service.registry.addAbsence(
        asHomeId(id),
        { kind: "carerStaying", startsAt: clock.now() - minute, endsAt: clock.now() + 3 * minute, suspends: ["bedExit"], note: "" },
        by,
      ),
    isMade: (id) => homeOf(id)?.absences.length === 1,
    after: ({ his }) => his.says(true),
  },
  "an absence that a sign of life ends": {
    before: async ({ id, his }) => {
      await his.says(false);
      const away = {
        kind: "inHospital" as const,
        startsAt: clock.now(),
        endsAt: clock.now() + 600 * minute,
        suspends: ["bedExit"],
        note: "",
      };
      await town.service.registry.addAbsence(asHomeId(id), away, by);
      await passes(15 * minute);
    },
    make: async () => {},
    isMade: () => true,
    after: async ({ his, hers }) => {
      await Promise.all([his.says(true), hers.says(false)]);
    },
  },
  "a new device": {
    before: ({ his }) => his.says(false),
    make: (id) =>
      town.service.registry.addDevice(asHomeId(id), {
        kind: "motion",
        name: "Sensor",
        room: "Kitchen",
        outside: false,
        expectedIntervalSeconds: 600,
      }),
    isMade: (id) => homeOf(id)?.devices.size === 3,
    after: ({ hers }) => hers.says(false),
  },
};

/** The plan's night ends at 19:00 and begins at 20:00: a change that would come near that waits until 21:00. */
async function inTheNight(): Promise<void> {
  const hour = new Date(clock.now()).getUTCHours();
  if (hour >= 17 && hour < 21) await passes(Date.parse(`${new Date(clock.now()).toISOString().slice(0, 10)}T21:00:00Z`) - clock.now());
}

/** Makes the change with a kill: the alarms of the next half hour, and how many messages the change took. */
async function changeWithKill(change: Change, cutAfter: number) {
  await inTheNight();
  const home = await twoBeds();
  await change.before(home);
  const began = clock.now();
  proxy.cutAfter(cutAfter);
  const confirmed = await change.make(home.id).then(
    () => true,
    () => false,
  );
  const sent = confirmed ? change.after(home) : null;
  if (cutAfter === Number.POSITIVE_INFINITY) await sent;
  const pieces = proxy.sent();
  if (cutAfter !== Number.POSITIVE_INFINITY) {
    proxy.cut();
    await town.restart(proxy.mend);
    await passes(0);
    if (!change.isMade(home.id)) await change.make(home.id);
    await (sent ?? change.after(home));
  }
  for (let count = 0; count < 12; count += 1) await passes(2.5 * minute);
  const { body } = await town.call("operator", "GET", `/api/v1/alarms?home=${home.id}`);
  const technical = await town.call("operator", "GET", `/api/v1/alarms?list=technical&home=${home.id}`);
  const alarms = [...body.items, ...technical.body.items].map(({ rule, sentence, raisedAt, rings, timeline }: Json) => ({
    rule,
    of: sentence
      .split(": ")
      .at(-1)
      // The night goes on from one kill to the next.
      .replaceAll(/(\d{4}-\d\d-\d\d )?\d\d:\d\d/g, ""),
    after: (Date.parse(raisedAt) - began) / minute,
    rings,
    // How long a case waited at the centre depends on how the test moves the clock.
    timeline: timeline.map(({ event }: Json) => event).filter((event: string) => event !== "escalated"),
  }));
  // Two alarms of one moment may have been recorded in either order.
  alarms.sort((one, other) => other.after - one.after || one.of.localeCompare(other.of));
  return { alarms, pieces };
}

describe.each(Object.entries(changes))("%s", (_name, change) => {
  test("the same alarms ring, wherever the service is killed", { timeout: 120_000 }, async () => {
    const uncut = await changeWithKill(change, Number.POSITIVE_INFINITY);
    expect(uncut.alarms.length).toBeGreaterThan(0);
    for (let cutAfter = 0; cutAfter <= uncut.pieces; cutAfter += 1) {
      const { alarms } = await changeWithKill(change, cutAfter);
      expect(alarms, `cut after ${cutAfter} of ${uncut.pieces}`).toEqual(uncut.alarms);
    }
  });
});
