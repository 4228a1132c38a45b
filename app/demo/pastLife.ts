import { fortnightOf } from "#device-sim/demo/fortnight.ts";
import type { DemoHome } from "#device-sim/demo/provisionDemo.ts";
import { recordFortnight } from "#device-sim/demo/recordFortnight.ts";
import { createServiceApi } from "#device-sim/service/serviceApi.ts";
import { HomePlayer } from "#device-sim/simulation/homePlayer.ts";
import { nextAt } from "#device-sim/simulation/localDay.ts";
import { asHomeId } from "#domain/ids.ts";
import { createPool } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import { createPartitionKeeper } from "#platform/partitions.ts";
import type { Service } from "../service.ts";
import type { DemoClock } from "./demoClock.ts";
import { type PastRecord, readPast, writePast } from "./pastFile.ts";

const dayMs = 86_400_000;
/** Fourteen whole nights, and what a back-test reads before the first of them. */
const daysBack = 16;
/** The test home waits at this hour of its clock for the night that the demo plays. */
const waitsAtHour = 2;
/** The played night ends before 06:00; there the test home's life continues in the next demo. */
const nightLastsMs = 4 * 3_600_000;

/**
 * The fortnight before the demo's first start, as the service would have recorded it.
 *
 * The live homes live through it on the demo's clock, which is set to each reading's moment. A demo that stops in the middle sends
 * all of it again at the next start: what is recorded are resends, which change nothing. The test home needs no clock, because it goes
 * by its readings; with each start of the demo it lives on to the next 02:00.
 */
export class PastLife {
  readonly #dataDir: string;
  readonly #clock: DemoClock;
  readonly #log: Log;
  #record: PastRecord | null;

  /** Before the service starts: where the fortnight was interrupted, the service must start in it. */
  constructor({ dataDir, clock, log }: { dataDir: string; clock: DemoClock; log: Log }) {
    this.#dataDir = dataDir;
    this.#clock = clock;
    this.#log = log;
    this.#record = readPast(dataDir);
    if (this.#record !== null && !this.#record.complete) clock.setTo(this.#record.from);
  }

  /** The fortnight is not recorded yet. */
  get isMissing(): boolean {
    return this.#record?.complete !== true;
  }

  /** On the first start, sets the clock back and makes room in the journal for that time. */
  async begin(service: Service): Promise<void> {
    if (this.#record !== null) return;
    const from = Date.now() - daysBack * dayMs;
    const pool = createPool(service.databaseUrl, this.#log, { max: 1 });
    const partitions = createPartitionKeeper({ pool, log: this.#log, now: () => from });
    await partitions.start();
    partitions.stop();
    await pool.end();
    this.#clock.setTo(from);
    this.#save({ from, complete: false, testClock: from });
  }

  /** Resolves with the test homes' clock (epoch ms) when all is recorded and the service's clock is the system's. */
  async record(o: { service: Service; homes: readonly DemoHome[]; signal: AbortSignal }): Promise<number> {
    const record = this.#record;
    if (record === null) throw new Error("begin comes first");
    const live = o.homes.filter(({ home }) => home.mode === "live");
    const test = o.homes.filter(({ home }) => home.mode === "test");
    const [testClock] = await Promise.all([
      this.#liveInTestHomes(o, test, record.testClock),
      record.complete ? null : this.#recordLiveHomes(o, live, record.from),
    ]);
    this.#save({ from: record.from, complete: true, testClock: testClock + nightLastsMs });
    return testClock;
  }

  async #recordLiveHomes({ service, signal }: { service: Service; signal: AbortSignal }, homes: DemoHome[], from: number): Promise<void> {
    const { id, token } = await service.tokens.create({ role: "supervisor", name: "Robin Operator" });
    const api = createServiceApi({ httpUrl: service.httpUrl, token });
    const moveClockTo = (moment: number) => this.#clock.setTo(moment);
    const acceptAsFamily = (caseId: string, homeId: string) => acceptByLink(service, caseId, homeId);
    try {
      await recordFortnight({ api, acceptAsFamily, mqttUrl: service.mqttUrl, homes, from, until: Date.now(), moveClockTo, signal });
    } finally {
      this.#clock.release();
    }
    await service.tokens.revoke(id);
  }

  async #liveInTestHomes({ service, signal }: { service: Service; signal: AbortSignal }, homes: DemoHome[], from: number): Promise<number> {
    const until = nextAt(waitsAtHour, Math.max(from, this.#record?.complete ? from : Date.now()), homes[0]?.plan.timezone ?? "UTC");
    const boot = this.#record?.complete ? `demo-${Date.now().toString(36)}-days` : "demo-fortnight";
    for (const { plan, devices } of homes) {
      const player = new HomePlayer({ mqttUrl: service.mqttUrl, devices, boot, signal });
      try {
        await player.play(fortnightOf(plan, from, until).readings, "asFast");
      } finally {
        await player.close({ force: signal.aborted });
      }
    }
    return until;
  }

  #save(record: PastRecord): void {
    this.#record = record;
    writePast(this.#dataDir, record);
  }
}

/** The first contact of the home presses "I'm on it" on the page of the message. */
async function acceptByLink({ httpUrl, linkFor, registry }: Service, caseId: string, homeId: string): Promise<void> {
  const [contact] = registry.contactsOf(asHomeId(homeId));
  if (contact === undefined) throw new Error(`home ${homeId} has no contact who could answer`);
  const page = new URL(linkFor({ caseId, contactId: contact.id })).pathname;
  const answer = await fetch(new URL(`${page}/accept`, httpUrl), { method: "POST", headers: { origin: httpUrl }, redirect: "manual" });
  if (answer.status !== 303) throw new Error(`"I'm on it" was refused with ${answer.status}`);
}
