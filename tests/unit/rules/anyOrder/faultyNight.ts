import fc from "fast-check";
import { priorities } from "#domain/alarm.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { Reading } from "#domain/reading.ts";
import { DeviceClocks } from "#ingest/receive/deviceClocks.ts";
import { HomeRun, type HomeRunListener } from "#rules/engine/homeRun.ts";
import type { HomeState } from "#rules/engine/homeState.ts";
import { sinceTheBeginning } from "#rules/engine/replayWindow.ts";
import { engine, readingOf } from "../rulesStory.ts";
import { evening, minuteMs, type Said } from "./anyNight.ts";

/** What may be wrong with the clock of a device. `from`: how many of the device's readings come before the fault. */
export type ClockFault =
  | { clock: "right" | "none" | "notSet" | "frozen" }
  | { clock: "off" | "setBack" | "ahead"; byMs: number; from: number };

export const clockFaults: fc.Arbitrary<ClockFault> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<ClockFault>({ clock: "right" }) },
  fc.constantFrom<ClockFault>({ clock: "none" }, { clock: "notSet" }, { clock: "frozen" }),
  fc.record({
    clock: fc.constantFrom("off" as const, "setBack" as const, "ahead" as const),
    byMs: fc
      .oneof(
        fc.integer({ min: 3, max: 400 }),
        fc.integer({ min: 12, max: 3 * 24 }).map((hours) => hours * 60),
      )
      .map((m) => m * minuteMs),
    from: fc.nat(6),
  }),
);

/** What the device's clock shows at this moment; `nth` counts the readings of the device. Null for no time. */
function shown(fault: ClockFault, time: number, nth: number): number | null {
  switch (fault.clock) {
    case "right":
      return time;
    case "none":
      return null;
    case "notSet":
      return time - evening;
    case "frozen":
      return evening;
    default:
      return nth < fault.from && fault.clock !== "off" ? time : time + (fault.clock === "ahead" ? fault.byMs : -fault.byMs);
  }
}

export interface Sent extends Said {
  arrivesAt: number;
  historical: boolean;
}

/** The readings as the service receives them, in order of arrival: the clock of each device has its fault. */
export function received(home: HomeFacts, sent: readonly Sent[], faults: ReadonlyMap<string, ClockFault>): Reading[] {
  const clocks = new DeviceClocks();
  const made = new Map<string, number>();
  const stamped = sent.map((one) => {
    const nth = made.get(one.device) ?? 0;
    made.set(one.device, nth + 1);
    return { ...one, nth, at: shown(faults.get(one.device) ?? { clock: "right" }, one.time, nth) };
  });
  return stamped
    .toSorted((a, b) => a.arrivesAt - b.arrivesAt)
    .map(({ device, value, at, arrivesAt, historical, nth }) => {
      const reading = readingOf(home, device, value, { at, receivedAt: arrivesAt, seq: nth, historical });
      return { ...reading, key: `${device}/${nth}`, time: clocks.eventTimeOf(reading) };
    });
}

const mustNotFail = (error: unknown): never => {
  throw error;
};
const listener: HomeRunListener = {
  onStep: ({ faults }) => {
    if (faults.length > 0) throw faults[0]?.error;
  },
  onFailure: mustNotFail,
  onLateReadingsNotJudged: () => mustNotFail(new Error("the window has no limit")),
};

/** By `rule/episode`, the rank of the priority with which each ongoing episode rings, or is held. */
export function goingOn({ ringing, held }: HomeState): Map<string, number> {
  const ranks = new Map(Object.entries(ringing).map(([key, { priority }]) => [key, priorities.indexOf(priority)]));
  for (const [key, { decided }] of Object.entries(held))
    if (decided.decision.do === "raise") ranks.set(key, Math.max(ranks.get(key) ?? -1, priorities.indexOf(decided.decision.priority)));
  return ranks;
}

/** A home that lives through these readings as in the service: each timer fires when it is due. `looks` are moments at which to see what goes on. */
export function liveThrough(home: HomeFacts, readings: readonly Reading[], looks: readonly number[]): Map<string, number>[] {
  const run = new HomeRun(engine, home, engine.start(home, evening).state, listener, sinceTheBeginning);
  const wait = (to: number): void => {
    for (let due = run.state.wakeAt; due !== null && due <= to; due = run.state.wakeAt) run.tick(Math.max(due, run.state.now));
    run.tick(to);
  };
  let next = 0;
  return looks
    .toSorted((a, b) => a - b)
    .map((look) => {
      for (let reading = readings[next]; reading !== undefined && reading.arrivedAt <= look; reading = readings[next]) {
        wait(reading.arrivedAt - 1);
        run.take(reading);
        next += 1;
      }
      wait(look);
      return goingOn(run.state);
    });
}

/** What goes on in one life and not in the other, or with a lower priority there. */
export const missingIn = (others: readonly Map<string, number>[], lives: readonly Map<string, number>[]): string[] =>
  lives.flatMap((one, nth) => [...one].flatMap(([key, rank]) => ((others[nth]?.get(key) ?? -1) < rank ? [`${nth}: ${key}`] : [])));
