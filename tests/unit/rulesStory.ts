import type { Decided } from "#domain/decision.ts";
import type { DeviceFacts, HomeFacts, HomeMode } from "#domain/home.ts";
import { asDeviceId, asHomeId } from "#domain/ids.ts";
import type { Reading, ReadingValue } from "#domain/reading.ts";
import { readingTime } from "#domain/readingTime.ts";
import { catalogue } from "#rules/catalogue.ts";
import { defaultSettings } from "#rules/defaultPlan.ts";
import { createEngine, type Engine, type HomeState } from "#rules/engine.ts";
import type { RuleFault } from "#rules/ruleFault.ts";

export const engine = createEngine(catalogue, defaultSettings);

type Device = Partial<Omit<DeviceFacts, "id">> & { id: string };

/** A home in Europe/London; devices are expected to speak only where a story says so. */
export function homeOf(devices: readonly Device[], mode: HomeMode = "live"): HomeFacts {
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
  return { id: asHomeId("7"), name: "Rose Cottage", timezone: "Europe/London", mode, devices: new Map(facts.map((one) => [one.id, one])) };
}

export interface Arrival {
  /** The device's own time; the time of receipt where it is left out, none where null. */
  at?: number | null;
  receivedAt: number;
  seq?: number;
}

export function readingOf(home: HomeFacts, deviceId: string, value: ReadingValue, { at, receivedAt, seq = receivedAt }: Arrival): Reading {
  const own = at === undefined ? receivedAt : at;
  return {
    homeId: home.id,
    deviceId: asDeviceId(deviceId),
    value,
    at: own,
    receivedAt,
    time: readingTime(own, receivedAt, home.mode),
    seq,
    boot: "a1",
    battery: null,
    signal: null,
    historical: false,
    key: `a1/${seq}`,
  };
}

/** A night told in order: what devices say, what time passes, and what the rules make of it. */
export class Story {
  state: HomeState;
  readonly decided: Decided[] = [];
  readonly faults: RuleFault[] = [];
  readonly home: HomeFacts;
  readonly #engine: Engine;
  #seq = 0;

  constructor(home: HomeFacts, startsAt: string, using: Engine = engine) {
    this.home = home;
    this.#engine = using;
    this.state = using.start(home, Date.parse(startsAt)).state;
  }

  /** Times are RFC 3339; `at` is when the device says it happened. */
  says(device: string, value: ReadingValue, receivedAt: string, at: string = receivedAt): this {
    this.#seq += 1;
    const reading = readingOf(this.home, device, value, { at: Date.parse(at), receivedAt: Date.parse(receivedAt), seq: this.#seq });
    return this.#keep(this.#engine.onReading(this.home, this.state, reading));
  }

  until(time: string): this {
    return this.#keep(this.#engine.onTime(this.home, this.state, Date.parse(time)));
  }

  /** "urgent Left bed …" for what rings, "told Back in bed …" for what joins the story; with the UTC second. */
  get lines(): string[] {
    return this.decided.map(({ decision, at }) => {
      const time = new Date(at).toISOString().slice(11, 19);
      return decision.do === "raise" ? `${time} ${decision.strength} ${decision.sentence}` : `${time} told ${decision.text}`;
    });
  }

  get episodes(): string[] {
    return this.decided.map(({ rule, decision }) => `${rule}/${decision.episode}`);
  }

  #keep({ state, decided, faults }: { state: HomeState; decided: Decided[]; faults: RuleFault[] }): this {
    this.state = state;
    this.decided.push(...decided);
    this.faults.push(...faults);
    return this;
  }
}
