import type { ReadingValue } from "#domain/reading.ts";
import type { TimedReading } from "../service/timedReading.ts";
import { standardDevices as d } from "../simulation/homePlan.ts";

/** An event of the demo's past fortnight, and how the centre closed the alarms of that day. */
export interface PastEvent {
  /** How many nights before the demo began; 1 is the last night. */
  nightsAgo: number;
  outcome: string;
  text: string;
  /** Hours of the wall clock on that date between which these readings replace the ordinary ones. */
  hours: { from: number; to: number };
  /** Seconds after `hours.from`, device and value. */
  readings: readonly (readonly [seconds: number, device: string, value: ReadingValue])[];
}

const motion = (detected: boolean): ReadingValue => ({ kind: "motion", detected });
const bed = (occupied: boolean): ReadingValue => ({ kind: "bed", occupied });
const door = (open: boolean): ReadingValue => ({ kind: "door", open });
const passing = (seconds: number, device: string) => [
  [seconds, device, motion(true)] as const,
  [seconds + 15, device, motion(false)] as const,
];
/** A quiet night has few readings. These let the rules' timers fire on the minute. */
const everyMinute = (from: number, to: number) =>
  Array.from({ length: (to - from) / 60 }, (_, minute) => [from + minute * 60, d.temperature, { kind: "heartbeat" }] as const);

/** Out of bed at 02:15, in the kitchen, back in bed at 03:05. */
const inTheKitchen: Pick<PastEvent, "hours" | "readings"> = {
  hours: { from: 1.5, to: 5.5 },
  readings: [
    [2_700, d.bed, bed(false)],
    ...passing(2_705, d.bedroom),
    ...passing(2_730, d.hall),
    ...passing(2_760, d.kitchen),
    ...everyMinute(2_800, 5_680),
    [5_700, d.bed, bed(true)],
  ],
};

/** Out of bed at 03:10, out of the front door, back indoors at 03:18 and in bed at 03:25. */
const outOfTheDoor: Pick<PastEvent, "hours" | "readings"> = {
  hours: { from: 1.5, to: 5.5 },
  readings: [
    [6_000, d.bed, bed(false)],
    ...passing(6_006, d.bedroom),
    ...passing(6_035, d.hall),
    [6_060, d.frontDoor, door(true)],
    [6_075, d.frontDoor, door(false)],
    ...everyMinute(6_120, 6_480),
    [6_480, d.frontDoor, door(true)],
    ...passing(6_486, d.hall),
    [6_495, d.frontDoor, door(false)],
    ...passing(6_530, d.hall),
    [6_900, d.bed, bed(true)],
  ],
};

/** Out of bed at 03:00, in the bathroom, back in bed at 03:26. */
const longInTheBathroom: Pick<PastEvent, "hours" | "readings"> = {
  hours: { from: 1.5, to: 5.5 },
  readings: [[5_400, d.bed, bed(false)], ...passing(5_420, d.bathroom), ...everyMinute(5_460, 6_960), [6_960, d.bed, bed(true)]],
};

/** The pendant at 15:40. */
const press: Pick<PastEvent, "hours" | "readings"> = {
  hours: { from: 15 + 40 / 60, to: 15 + 41 / 60 },
  readings: [
    [0, d.pendant, { kind: "button", pressed: true }],
    [1, d.pendant, { kind: "button", pressed: false }],
  ],
};

/** The fall detector in the bathroom at 08:50. */
const fall: Pick<PastEvent, "hours" | "readings"> = {
  hours: { from: 8 + 50 / 60, to: 8 + 52 / 60 },
  readings: [...passing(0, d.bathroom), [16, d.fall, { kind: "fall", state: "fallen" }]],
};

/** The front door is open from 16:00 to 16:12. */
const doorLeftOpen: Pick<PastEvent, "hours" | "readings"> = {
  hours: { from: 16, to: 16.25 },
  readings: [[0, d.frontDoor, door(true)], ...everyMinute(60, 720), [720, d.frontDoor, door(false)]],
};

/** By the seed of the demo home. */
const eventsOfHome: Readonly<Record<number, readonly PastEvent[]>> = {
  1: [
    { nightsAgo: 12, ...inTheKitchen, outcome: "genuine", text: "Sat in the cold kitchen. Her son helped her back to bed." },
    { nightsAgo: 8, ...outOfTheDoor, outcome: "genuine", text: "The neighbour met her at the gate and walked her home." },
    { nightsAgo: 5, ...longInTheBathroom, outcome: "reassurance", text: "Was in the bathroom, all well." },
    { nightsAgo: 2, ...longInTheBathroom, outcome: "falseAlarm", text: "Was in the bathroom, all well." },
  ],
  2: [
    { nightsAgo: 10, ...press, outcome: "accidental", text: "Pressed while dressing." },
    { nightsAgo: 6, ...fall, outcome: "genuine", text: "Slipped beside the bath. The daughter came and helped." },
  ],
  3: [{ nightsAgo: 7, ...press, outcome: "assistance", text: "Low oxygen bottle. The carer changed it." }],
  4: [
    { nightsAgo: 9, ...doorLeftOpen, outcome: "reassurance", text: "The grandson carried in the shopping." },
    { nightsAgo: 3, ...inTheKitchen, outcome: "assistance", text: "Pain after the operation. Talked until he felt better." },
  ],
};

export const pastEventsOf = (seed: number): readonly PastEvent[] => eventsOfHome[seed] ?? [];

/** The readings of an event on its date; `at` gives the moment of so many hours of that date's wall clock. */
export const readingsOf = ({ hours, readings }: PastEvent, at: (hours: number) => number): TimedReading[] =>
  readings.map(([seconds, device, value]) => ({ device, at: at(hours.from) + seconds * 1000, value })).toSorted((a, b) => a.at - b.at);
