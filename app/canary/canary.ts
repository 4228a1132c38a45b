import { randomBytes } from "node:crypto";
import { connect, type MqttClient } from "mqtt";
import type pg from "pg";
import { exhaustMap, firstValueFrom, from, interval, map, race, type Subscription, timer } from "rxjs";
import type { Tokens } from "#alarm-console/access/tokens.ts";
import type { Registry } from "#homes/registry.ts";
import type { Clock } from "#platform/clock.ts";
import type { Log } from "#platform/log.ts";
import type { WatchMetrics } from "#platform/metrics/watchMetrics.ts";
import type { CaseDesk } from "#response/case/caseDesk.ts";
import type { Incidents } from "#response/watch/incidents.ts";
import { CanaryDesk } from "./canaryDesk.ts";
import { type CanaryLogin, canaryPendant, closeLeftOver, dropOldPresses } from "./canaryHome.ts";

const pressEveryMs = 60_000;
/** A press that is not on the screen by then, from the press on, has failed. */
const patienceMs = 2_000;
const tidyEveryPresses = 60;
const tokenName = "Link Line canary";

/** The way of a press, hop by hop. Each is measured from the end of the one before; `screen` from the press on, because it does not wait for the PUBACK. */
export const canaryHops = ["acknowledged", "screen", "claimed", "closed"] as const;
export type CanaryHop = (typeof canaryHops)[number];

export interface CanaryNeeds {
  pool: pg.Pool;
  registry: Registry;
  tokens: Tokens;
  cases: Pick<CaseDesk, "perform">;
  incidents: Incidents;
  httpUrl: string;
  mqttUrl: string;
  clock: Clock;
  metrics: WatchMetrics;
  log: Log;
}

/**
 * Presses the pendant of a virtual home each minute, and looks whether the press comes through: a real MQTT client, the broker, rules, the
 * database, and a real Socket.IO client and HTTP calls as a desk has them. So a fault anywhere on the way is known within a minute, and not when
 * a person needs help.
 *
 * The home is a live home with a mark (`home.canary`), not a test home: in a test home the clock follows the readings, no ladder and no timer is
 * written, and a press would take another way than a real one. The mark keeps it out of queues, screens, messages and statistics in three places:
 * the feed (alarm/alarmFeed.ts) sends its cases only to the canary's screen, the lists and views leave marked homes out, and a step of its case
 * sets no timer and sends nothing (case/caseRecord.ts).
 *
 * Example: pressed 02:14:00.000, acknowledged after 6 ms, on the screen after 8 ms, claimed and closed: all is well. If the socket server hangs,
 * nothing is on the screen at 02:14:02: an incident says so, and `/health/ready` says degraded until a press comes through again.
 */
export class Canary {
  readonly #needs: CanaryNeeds;
  readonly #boot = randomBytes(4).toString("hex");
  #presses = 0;
  #token: { id: string; token: string } | null = null;
  #login: CanaryLogin | null = null;
  #pendant: MqttClient | null = null;
  #desk: CanaryDesk | null = null;
  #pressing: Subscription | null = null;
  #isWell = true;

  constructor(needs: CanaryNeeds) {
    this.#needs = needs;
  }

  /** False after a press that did not come through in time. */
  get isWell(): boolean {
    return this.#isWell;
  }

  /** Never rejects: a canary that cannot start must not keep the service from starting. */
  async start(): Promise<void> {
    try {
      await this.#begin();
    } catch (error) {
      this.#isWell = false;
      this.#needs.log.error({ err: error }, "the canary could not start: no press is tested until the next start");
    }
  }

  async #begin(): Promise<void> {
    const { registry, tokens, httpUrl, mqttUrl, clock, metrics } = this.#needs;
    // From the start on, so that the first one is an increase.
    for (const result of ["through", "failed"]) metrics.canaryPresses.inc({ result }, 0);
    // A token of a service that was killed.
    for (const { id, name } of await tokens.list()) if (name === tokenName) await tokens.revoke(id);
    this.#token = await tokens.create({ role: "operator", name: tokenName, days: null });
    this.#login = await canaryPendant(registry);
    const { username, secret: password } = this.#login;
    this.#pendant = connect(mqttUrl, { username, password, protocolVersion: 4, reconnectPeriod: 1_000, queueQoSZero: false });
    this.#pendant.on("error", () => {});
    this.#desk = new CanaryDesk({ url: httpUrl, token: this.#token.token });
    this.#desk.open();
    this.#pressing = interval(pressEveryMs, clock)
      .pipe(exhaustMap(() => this.#press()))
      .subscribe();
  }

  async stop(): Promise<void> {
    this.#pressing?.unsubscribe();
    this.#desk?.close();
    await this.#pendant?.endAsync(true);
    if (this.#token !== null) await this.#needs.tokens.revoke(this.#token.id).catch(() => {});
  }

  async #press(): Promise<void> {
    const { pool, cases, incidents, clock, metrics, log } = this.#needs;
    const run = new CanaryRun(clock, metrics);
    try {
      await closeLeftOver(pool, cases);
      await this.#through(run);
      metrics.canaryPresses.inc({ result: "through" });
      if (!this.#isWell) log.info("the canary's press came through again");
      this.#isWell = true;
      await incidents.lasting("canary", null, clock.now());
      this.#presses += 1;
      if (this.#presses % tidyEveryPresses === 1) await dropOldPresses(pool, clock.now());
    } catch (error) {
      metrics.canaryPresses.inc({ result: "failed" });
      if (this.#isWell)
        log.error({ err: error, lastHop: run.last }, "the canary's press did not come through: presses of people may not either");
      this.#isWell = false;
      await incidents.lasting("canary", failureText(run.last), clock.now()).catch((fault: unknown) => {
        log.debug({ err: fault }, "the canary's incident could not be recorded; the next press tries again");
      });
    }
  }

  async #through(run: CanaryRun): Promise<void> {
    const [desk, pendant, login] = [this.#desk, this.#pendant, this.#login];
    if (desk === null || pendant === null || login === null) throw new Error("not started");
    const shown = desk.nextWaiting();
    // Awaited below, in the order of the hops.
    shown.catch(() => {});
    run.begin();
    const press = { kind: "button", pressed: true, seq: this.#presses + 1, boot: `${this.#boot}-${this.#needs.clock.now()}` };
    const acknowledged = pendant.publishAsync(login.topic, JSON.stringify(press), { qos: 1 });
    acknowledged.catch(() => {});
    const one = await run.hop("screen", shown);
    await run.hop("acknowledged", acknowledged);
    run.begin();
    await run.hop("claimed", desk.claim(one));
    run.begin();
    await run.hop("closed", desk.closeCase(one));
  }
}

/** One press on its way. */
class CanaryRun {
  readonly #clock: Clock;
  readonly #metrics: WatchMetrics;
  #began = 0;
  /** The last hop that the press has taken; null: none. */
  last: CanaryHop | null = null;

  constructor(clock: Clock, metrics: WatchMetrics) {
    this.#clock = clock;
    this.#metrics = metrics;
  }

  /** The next hops are measured from here. */
  begin(): void {
    this.#began = performance.now();
  }

  /** Rejects where the hop fails or takes longer than two seconds. */
  async hop<T>(hop: CanaryHop, work: Promise<T>): Promise<T> {
    const late = timer(patienceMs, this.#clock).pipe(map(() => ({ late: true }) as const));
    const done = await firstValueFrom(race(from(work).pipe(map((value) => ({ value }))), late));
    if ("late" in done) throw new Error(`${hop}: not within ${patienceMs / 1000} s`);
    this.#metrics.canarySeconds.observe({ hop }, (performance.now() - this.#began) / 1000);
    this.last = hop;
    return done.value;
  }
}

const failureText = (last: CanaryHop | null): string => {
  const where = {
    none: "did not reach a screen within 2 s",
    screen: "was on the screen, and its device got no acknowledgement",
    acknowledged: "could not be claimed",
    claimed: "could not be closed",
    closed: "was late",
  }[last ?? "none"];
  return `The test press of each minute ${where}. Check a real pendant, and call homes where in doubt.`;
};
