import fc from "fast-check";
import type pg from "pg";
import { asyncScheduler } from "rxjs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { answeringSettings } from "#domain/answering/answeringSettings.ts";
import type { Decision } from "#domain/decision.ts";
import { asDeviceId, asHomeId } from "#domain/ids.ts";
import { outageSettings } from "#domain/outage/outageSettings.ts";
import { createPool, inTransaction } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { TimeFrame } from "#platform/timeFrame.ts";
import { createAlarmFeed } from "#response/alarm/alarmFeed.ts";
import { openAlarm } from "#response/alarm/openAlarm.ts";
import { CaseDesk } from "#response/case/caseDesk.ts";
import { OutageClock } from "#response/incident/outage/outageClock.ts";
import { OutageDesk } from "#response/incident/outage/outageDesk.ts";
import { homeOf } from "#tests/unit/rules/rulesStory.ts";
import { type TestDatabase, testDatabase } from "../setup/testDatabase.ts";

const minute = 60_000;
const homesInAll = 8;
/** Three silent homes are an outage, so that a short life has several. */
const outages = outageSettings.parse({ homes: 2, holdMinutes: 10, acknowledgedMinutes: 20, backMinutes: 5 });
const answering = { settings: answeringSettings.parse({}), contactsOf: () => [] };
const log = createLog("silent");

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url, log);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

type Work = { do: "acknowledge" } | { do: "end" } | { do: "check"; home: number; result: "spoke" | "noAnswer" };
type Command =
  | Work
  | { do: "deviceIs"; home: number; state: "late" | "offline" | "heard" }
  | { do: "restart" }
  | { do: "passes"; minutes: number };

const anyHome = fc.nat({ max: homesInAll - 1 });
const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("deviceIs" as const),
      home: anyHome,
      state: fc.constantFrom("late" as const, "offline" as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("deviceIs" as const), home: anyHome, state: fc.constant("heard" as const) }) },
  { weight: 2, arbitrary: fc.constantFrom<Command>({ do: "acknowledge" }, { do: "end" }, { do: "restart" }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("check" as const),
      home: anyHome,
      result: fc.constantFrom("spoke" as const, "noAnswer" as const),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("passes" as const), minutes: fc.integer({ min: 1, max: 30 }) }) },
);

const selectSilences = `SELECT a.home_id::text AS home, a.technical, c.held_until IS NOT NULL AND c.next_at IS NOT NULL AS held
  FROM alarm a JOIN alarm_case c ON c.id = a.case_id WHERE a.state = 'open' AND a.rule = 'silence' AND a.key NOT LIKE '%/late/%'`;

/** A town in the database, with the parts of the service that outages need. */
class Town {
  readonly #homes: { id: string; device: string; state: "heard" | "late" | "offline" }[] = [];
  #now = Date.parse("2026-11-22T09:00:00Z");
  #desk = this.#newDesk();
  #clock = this.#newClock();
  #decided = 0;

  #shared() {
    return { pool, feed: createAlarmFeed(), timeFrame: new TimeFrame(), log, now: () => this.#now };
  }

  #newDesk(): CaseDesk {
    return new CaseDesk({ ...this.#shared(), settings: () => answering.settings, contactsOf: () => [], homeOf: (id) => this.#facts(id) });
  }

  #newClock(): OutageClock {
    const clock = Object.assign(Object.create(asyncScheduler) as typeof asyncScheduler, { now: () => this.#now });
    return new OutageClock({ ...this.#shared(), settings: () => outages, clock });
  }

  #facts(id: string) {
    return { ...homeOf([], "live"), id: asHomeId(id) };
  }

  async build(): Promise<void> {
    await pool.query("TRUNCATE home, service_incident CASCADE");
    for (let nth = 0; nth < homesInAll; nth += 1) {
      const area = nth < 5 ? "North" : "South";
      const { rows } = await pool.query(
        `WITH made AS (INSERT INTO home (name, timezone, area) VALUES ($1, 'Europe/London', $2) RETURNING id)
         INSERT INTO device (home_id, name, kind, username, secret_hash, registered_at) SELECT id, 'Door', 'door', 'device-' || id, 'none', now() FROM made
         RETURNING home_id::text AS id, id::text AS device`,
        [`${nth} Mill Lane`, area],
      );
      this.#homes.push({ ...rows[0], state: "heard" });
    }
  }

  async do(command: Command): Promise<void> {
    if (command.do === "passes") this.#now += command.minutes * minute;
    else if (command.do === "restart") [this.#desk, this.#clock] = [this.#newDesk(), this.#newClock()];
    else if (command.do === "deviceIs") await this.#hear(command.home, command.state);
    else await this.#work(command);
    // Without a look in between, a silence may ring or be held before the service has compared homes.
    if (command.do === "passes" || command.do === "restart") await this.#look();
  }

  async #look(): Promise<void> {
    await this.#clock.look();
    while ((await this.#desk.runOneDue()) === "ran");
  }

  async #hear(nth: number, state: "late" | "offline" | "heard"): Promise<void> {
    const home = this.#homes[nth];
    if (home === undefined || home.state === state || (home.state === "offline" && state === "late")) return;
    const before = home.state;
    home.state = state;
    const raise = { do: "raise", priority: "info", sentence: "Nothing heard: Door", deviceId: asDeviceId(home.device) } as const;
    if (state === "late") return this.#decide(home.id, { ...raise, episode: `late/${home.device}`, technical: true });
    if (state === "offline") return this.#decide(home.id, { ...raise, episode: home.device });
    const end = { do: "addNote", text: "Heard again", endsEpisode: true } as const;
    await this.#decide(home.id, { ...end, episode: `late/${home.device}` });
    if (before === "offline") await this.#decide(home.id, { ...end, episode: home.device });
  }

  async #decide(id: string, decision: Decision): Promise<void> {
    this.#decided += 1;
    const decided = { rule: "silence", decision, cause: `${id}/${this.#decided}`, at: this.#now };
    const pending = { home: this.#facts(id), decided, overdueMs: 0 };
    await inTransaction(pool, (client) => openAlarm(client, pending, this.#now, answering));
    // As after a lost COMMIT: the same decision once more changes nothing.
    await inTransaction(pool, (client) => openAlarm(client, pending, this.#now, answering));
  }

  async #work(command: Work): Promise<void> {
    const { rows } = await pool.query<{ id: string }>(
      "SELECT incident_id::text AS id FROM outage WHERE ended_at IS NULL ORDER BY 1 LIMIT 1",
    );
    const [outage] = rows;
    if (outage === undefined) return;
    const desk = new OutageDesk({ ...this.#shared(), settings: () => outages, answering, homeOf: (id) => this.#facts(id) });
    const by = { id: "robin", name: "Robin" };
    if (command.do === "acknowledge") await desk.acknowledge(outage.id, by);
    else if (command.do === "end") await desk.end(outage.id, by);
    else await desk.check(outage.id, asHomeId(this.#homes[command.home]?.id ?? "0"), { result: command.result, note: "" }, by);
  }

  /** Each silent device has one open alarm, which rings or is held with a timer. */
  async check(): Promise<{ held: number }> {
    const { rows } = await pool.query<{ home: string; technical: boolean; held: boolean }>(selectSilences);
    for (const { id, state } of this.#homes) {
      const open = rows.filter(({ home }) => home === id);
      if (state === "offline") expect(open, `the silence of home ${id}`).toHaveLength(1);
      for (const { technical, held } of open) expect(technical ? held : true, `held with a timer in home ${id}`).toBe(true);
    }
    return { held: rows.filter(({ technical }) => technical).length };
  }
}

test("in any life of eight homes each silence rings or is held with a timer; when no person works on it any more, all ring", async () => {
  let everHeld = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anyCommand, { minLength: 10, maxLength: 40 }), async (commands) => {
      const town = new Town();
      await town.build();
      for (const command of commands) {
        await town.do(command);
        everHeld += (await town.check()).held;
      }
      // An entry of a person holds for 20 minutes more, a silence without one for 10.
      for (let minutes = 0; minutes <= 20; minutes += 5) await town.do({ do: "passes", minutes: 5 });
      expect((await town.check()).held).toBe(0);
    }),
    { numRuns: 15 },
  );
  expect(everHeld, "the lives had outages that held something").toBeGreaterThan(0);
}, 600_000);
