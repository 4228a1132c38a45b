import type { CausedDecision } from "#domain/decision.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { Reading, ReadingValue } from "#domain/reading.ts";
import { DeviceClocks } from "#ingest/receive/deviceClocks.ts";
import type { HomeState } from "#rules/engine/homeState.ts";
import { engine, homeOf, readingOf, takeReading } from "../rules/rulesStory.ts";

export const liveDevices = [
  { id: "1", name: "Front door", kind: "door", outside: true },
  { id: "2", name: "Hall sensor", kind: "motion", room: "Hall" },
  { id: "3", name: "Bed", kind: "bed" },
  { id: "4", name: "Pendant", kind: "button" },
  { id: "5", name: "Detector", kind: "fall" },
  { id: "6", name: "Smoke alarm", kind: "smoke" },
  { id: "7", name: "Gate", kind: "boundary" },
] as const;

/** What a device reports beside its value. `at` is the device time where it is not that of its clock, epoch ms. */
export interface More {
  at?: number;
  historical?: boolean;
}

/** A live home that learns device clocks as the service does. Each device has sent a heartbeat when it begins. */
export class LiveHome {
  readonly decided: CausedDecision[] = [];
  readonly #given: Reading[] = [];
  readonly #home: HomeFacts;
  readonly #clocks = new DeviceClocks();
  readonly #behind = new Map<string, number>();
  #state: HomeState;
  #seq = 0;

  constructor(startsAt: number, home: HomeFacts = homeOf([...liveDevices])) {
    this.#home = home;
    this.#state = engine.start(home, startsAt).state;
    for (const { id } of home.devices.values()) this.says(id, { kind: "heartbeat" }, startsAt);
  }

  /** From now on the clock of the device is `behind` ms slow. */
  setsBack(device: string, behind: number): this {
    this.#behind.set(device, behind);
    return this;
  }

  says(device: string, value: ReadingValue, receivedAt: number, { at, historical = false }: More = {}): this {
    this.until(receivedAt);
    this.#seq += 1;
    const own = at ?? receivedAt - (this.#behind.get(device) ?? 0);
    const made = readingOf(this.#home, device, value, { at: own, receivedAt, seq: this.#seq, historical });
    const reading = { ...made, time: this.#clocks.eventTimeOf(made) };
    this.#apply(takeReading(engine, this.#home, this.#state, reading, this.#given));
    this.#given.push(reading);
    return this;
  }

  until(time: number): this {
    return this.#apply(engine.onTime(this.#home, this.#state, time));
  }

  /** The rings, without the technical list: "02:14:00 urgent Front door opened …", in UTC. */
  get rings(): string[] {
    return this.decided.flatMap(({ decision, at }) =>
      decision.do === "raise" && !decision.technical
        ? [`${new Date(at).toISOString().slice(11, 19)} ${decision.priority} ${decision.sentence}`]
        : [],
    );
  }

  #apply({ state, decided }: { state: HomeState; decided: readonly CausedDecision[] }): this {
    this.#state = state;
    this.decided.push(...decided);
    return this;
  }
}
