import { fall } from "../scenarios/fall.ts";
import { nightWandering } from "../scenarios/nightWandering.ts";
import { press } from "../scenarios/press.ts";
import type { TimedReading } from "../service/timedReading.ts";
import { standardDevices as d, type HomePlan } from "../simulation/homePlan.ts";
import type { Random } from "../simulation/random.ts";

/** An event that the demo plays in one of its homes. */
export interface DemoEvent {
  /** What happens, for the log. */
  name: string;
  /** The place of the home in the list of demo homes. */
  home: number;
  /** `from` is epoch ms by the home's clock. */
  readings(plan: HomePlan, from: number): TimedReading[];
  /** So many times as fast as real time, in a test home, whose clock is its readings'. */
  speed: number;
}

/** The operator sees this one first. */
const firstPress: DemoEvent = { name: "a press of SOS", home: 0, readings: press.readings, speed: 1 };

/** The detector suspects a fall. After 20 seconds without a word the alarm rings; 20 seconds later the wearer cancels. */
const cancelledFall: DemoEvent = {
  name: "a fall that the wearer cancels late",
  home: 1,
  readings: (_plan, from) => [
    { device: d.bathroom, at: from, value: { kind: "motion", detected: true } },
    { device: d.fall, at: from + 2_000, value: { kind: "fall", state: "suspected" } },
    { device: d.fall, at: from + 42_000, value: { kind: "fall", state: "cancelled" } },
    { device: d.bathroom, at: from + 50_000, value: { kind: "motion", detected: false } },
  ],
  speed: 1,
};

/** A night from 02:00 to 04:10 in about two minutes: out of bed at 02:40, out of the door, and not back. */
const wanderingNight: DemoEvent = {
  name: "a night of wandering, at 60 times the speed",
  home: 4,
  readings: nightWandering.readings,
  speed: 60,
};

/** The plan of this home allows two minutes. */
const doorLeftOpen: DemoEvent = {
  name: "a front door that is left open for four minutes",
  home: 3,
  readings: (_plan, from) => [
    { device: d.hall, at: from, value: { kind: "motion", detected: true } },
    { device: d.frontDoor, at: from + 5_000, value: { kind: "door", open: true } },
    { device: d.hall, at: from + 20_000, value: { kind: "motion", detected: false } },
    { device: d.frontDoor, at: from + 245_000, value: { kind: "door", open: false } },
  ],
  speed: 1,
};

const pressedTwice: DemoEvent = {
  name: "a pendant that is pressed twice",
  home: 2,
  readings: (plan, from) => [...press.readings(plan, from), ...press.readings(plan, from + 12_000)],
  speed: 1,
};

/** Each with its time after the first one. The demo starts an event without waiting for the end of the one before. */
export const firstEvents: readonly { afterMs: number; event: DemoEvent }[] = [
  { afterMs: 0, event: firstPress },
  { afterMs: 40_000, event: cancelledFall },
  { afterMs: 60_000, event: doorLeftOpen },
  { afterMs: 120_000, event: wanderingNight },
  { afterMs: 150_000, event: pressedTwice },
];

/** A press or a fall in one of the lived-in homes, for the time after the first events. */
export const anyEvent = (random: Random): DemoEvent => ({
  ...random.pick([
    { name: "a press of SOS", readings: press.readings },
    { name: "a fall", readings: fall.readings },
  ]),
  home: random.whole(0, 3),
  speed: 1,
});
