import type { CausedDecision } from "#domain/decision.ts";
import type { DeviceFacts, HomeFacts, HomeMode } from "#domain/home.ts";
import { asDeviceId, asHomeId } from "#domain/ids.ts";
import { type Plan, plan } from "#domain/plan.ts";
import type { Reading, ReadingValue } from "#domain/reading.ts";
import { clockWithSkew, type DeviceClock, eventTimeOf } from "#domain/time/deviceClock.ts";
import { catalogue } from "#rules/catalogue.ts";
import { createEngine, type Engine, type StepResult } from "#rules/engine/engine.ts";
import { HomeRun, type HomeRunListener } from "#rules/engine/homeRun.ts";
import type { HomeState } from "#rules/engine/homeState.ts";
import { sinceTheBeginning } from "#rules/engine/replayWindow.ts";
import type { RuleFault } from "#rules/engine/ruleFault.ts";

export const engine = createEngine(catalogue);

/** Every rule of the catalogue with its defaults, and the night from 22:00 to 07:00. */
export const everyRule: Plan = planOf(Object.fromEntries(catalogue.map(({ name }) => [name, {}])));

/** A plan of these rules with these settings, and the night from 22:00 to 07:00. */
export function planOf(rules: Plan["rules"], more: Partial<Plan> = {}): Plan {
  return plan.parse({ name: "A plan", rules, windows: [{ name: "night", from: "22:00", to: "07:00" }], ...more });
}

export type Device = Partial<Omit<DeviceFacts, "id">> & { id: string };

/** A home in Europe/London. A device must report regularly only if the test gives it `expectedIntervalSeconds`. */
export function homeOf(
  devices: readonly Device[],
  mode: HomeMode = "live",
  more: Partial<Pick<HomeFacts, "plan" | "absences" | "timezone" | "atRisk">> = {},
): HomeFacts {
  const facts = devices.map(
    (one): DeviceFacts => ({
      name: "Device",
      kind: "heartbeat",
      room: "",
      outside: false,
      expectedIntervalSeconds: null,
      registeredAt: 0,
      ...one,
      id: asDeviceId(one.id),
    }),
  );
  return {
    id: asHomeId("7"),
    name: "Rose Cottage",
    timezone: "Europe/London",
    mode,
    devices: new Map(facts.map((one) => [one.id, one])),
    plan: everyRule,
    absences: [],
    listeningGaps: [],
    ...more,
  };
}

export interface Arrival {
  /** The device's own time: `receivedAt` if left out, no time if null. */
  at?: number | null;
  receivedAt: number;
  seq?: number;
  historical?: boolean;
  battery?: number;
  signal?: number;
  tamper?: boolean;
  mains?: boolean;
  unreadable?: Reading["unreadable"];
}

/** A reading as ingest makes it. The device's clock is right unless `clock` says otherwise. In a test home it arrives at `receivedAt` by the tester's clock. */
export function readingOf(
  home: HomeFacts,
  deviceId: string,
  value: ReadingValue,
  { at, receivedAt, seq = receivedAt, historical = false, ...more }: Arrival,
  clock: DeviceClock = clockWithSkew(0),
): Reading {
  const own = at === undefined ? receivedAt : at;
  return {
    homeId: home.id,
    deviceId: asDeviceId(deviceId),
    value,
    at: own,
    receivedAt,
    arrivedAt: receivedAt,
    time: eventTimeOf(clock, { at: own, arrivedAt: receivedAt, historical, seq: null, boot: null }).time,
    seq,
    boot: "a1",
    battery: more.battery ?? null,
    signal: more.signal ?? null,
    tamper: more.tamper ?? null,
    mains: more.mains ?? null,
    historical,
    unreadable: more.unreadable ?? [],
    key: `a1/${seq}`,
  };
}

/** Runs these steps from this state. The run has every reading that the home sent `before`. */
export function runFrom(
  by: Engine,
  home: HomeFacts,
  state: HomeState,
  before: readonly Reading[],
  steps: (run: HomeRun) => void,
): StepResult {
  const decided: CausedDecision[] = [];
  const faults: RuleFault[] = [];
  const listener: HomeRunListener = {
    onStep(result) {
      decided.push(...result.decided);
      faults.push(...result.faults);
    },
    onFailure(error) {
      throw error;
    },
    onLateReadingsNotJudged() {},
  };
  const run = new HomeRun(by, home, state, listener, { ...sinceTheBeginning, readings: before });
  steps(run);
  return { state: run.state, decided, faults };
}

/** Takes one reading by itself: if it is late, its replay follows at once. */
export const takeReading = (by: Engine, home: HomeFacts, state: HomeState, reading: Reading, before: readonly Reading[]): StepResult =>
  runFrom(by, home, state, before, (run) => {
    run.take(reading);
    run.finish();
  });

/** One home over a night. The test adds readings, time and changes of the home in order, and reads what the rules decided. */
export class Story {
  state: HomeState;
  readonly decided: CausedDecision[] = [];
  readonly faults: RuleFault[] = [];
  home: HomeFacts;
  readonly #engine: Engine;
  /** The readings so far, in order of arrival. */
  readonly given: Reading[] = [];
  #seq = 0;

  constructor(home: HomeFacts, startsAt: string, using: Engine = engine) {
    this.home = home;
    this.#engine = using;
    this.state = using.start(home, Date.parse(startsAt)).state;
  }

  /** Times are RFC 3339; `at` is when the device says it happened. */
  says(device: string, value: ReadingValue, receivedAt: string, at: string = receivedAt, more: Partial<Arrival> = {}): this {
    this.#seq += 1;
    const arrival = { at: Date.parse(at), receivedAt: Date.parse(receivedAt), seq: this.#seq, ...more };
    const reading = readingOf(this.home, device, value, arrival);
    this.#keep(takeReading(this.#engine, this.home, this.state, reading, this.given));
    this.given.push(reading);
    return this;
  }

  until(time: string): this {
    return this.#keep(runFrom(this.#engine, this.home, this.state, this.given, (run) => run.tick(Date.parse(time))));
  }

  /** Changes the home: its plan, its absences, its devices. */
  changes(more: Partial<HomeFacts>, at: string): this {
    this.home = { ...this.home, ...more };
    const { home } = this;
    return this.#keep(runFrom(this.#engine, home, this.state, this.given, (run) => run.applyHomeChange(home, Date.parse(at))));
  }

  /**
   * One line a decision, with its UTC time: "02:20:00 urgent Left bed …" for a raise, "02:25:00 note Back in bed …" for a note. A repeated danger has none: it
   * changes nothing while its alarm is open.
   */
  get lines(): string[] {
    const shown = this.decided.filter(({ decision }) => decision.do !== "raise" || decision.repeated !== true);
    return shown.map(({ decision, at }) => {
      const time = new Date(at).toISOString().slice(11, 19);
      if (decision.do === "raise") return `${time} ${decision.technical ? "technical" : decision.priority} ${decision.sentence}`;
      return decision.do === "addNote" ? `${time} note ${decision.text}` : `${time} absence ${decision.absenceId} ended`;
    });
  }

  get episodes(): string[] {
    return this.decided.map(({ rule, decision }) => `${rule}/${decision.episode}`);
  }

  #keep({ state, decided, faults }: StepResult): this {
    this.state = state;
    this.decided.push(...decided);
    this.faults.push(...faults);
    return this;
  }
}
