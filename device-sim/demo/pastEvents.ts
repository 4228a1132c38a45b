import type { ReadingValue } from "#domain/reading.ts";
import type { TimedReading } from "../service/timedReading.ts";
import { standardDevices as d } from "../simulation/homePlan.ts";

/** How a case of the past ended, and whom the centre spoke to. */
export interface PastAnswer {
  outcome: string;
  text: string;
  /** Left out: the home. Otherwise the contact with this place in the home's list; 1 is the first. */
  called?: number;
  /** Where the family is on it: how long after the case was opened the centre takes it up. Left out: nine minutes. */
  closedAfterMinutes?: number;
}

/** An event of the demo's past, and how the centre answered it. */
export interface PastEvent extends PastAnswer {
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
/** A quiet night has few readings. These let the rules' timers fire on time where a timer is due on one of them. */
const everyMinute = (from: number, to: number) =>
  Array.from({ length: (to - from) / 60 }, (_, minute) => [from + minute * 60, d.temperature, { kind: "heartbeat" }] as const);

/** The pendant at this hour of the day. */
export function pressAt(hour: number): Pick<PastEvent, "hours" | "readings"> {
  return {
    hours: { from: hour, to: hour },
    readings: [
      [0, d.pendant, { kind: "button", pressed: true }],
      [1, d.pendant, { kind: "button", pressed: false }],
    ],
  };
}

/** Out of bed at 02:15, in the kitchen, back in bed at 02:50. */
const inTheKitchen: Pick<PastEvent, "hours" | "readings"> = {
  hours: { from: 1.5, to: 5.5 },
  readings: [
    [2_700, d.bed, bed(false)],
    ...passing(2_705, d.bedroom),
    ...passing(2_730, d.hall),
    ...passing(2_760, d.kitchen),
    ...everyMinute(2_820, 4_800),
    [4_800, d.bed, bed(true)],
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
    ...everyMinute(6_135, 6_480),
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
const press: Pick<PastEvent, "hours" | "readings"> = pressAt(15 + 40 / 60);

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

/** Until she is in bed again, counted from her getting up, which rings in her home; in other homes the 20 minutes out of bed ring. */
const [kitchenFromBed, kitchenFromRing, bathroomFromBed] = [37, 17, 28].map((closedAfterMinutes) => ({ closedAfterMinutes }));

/** By the seed of the demo home. `nightsAgo`: how many nights before the demo began; 1 is the last night. */
const eventsOfHome: Readonly<Record<number, readonly (PastEvent & { nightsAgo: number })[]>> = {
  1: [
    {
      nightsAgo: 12,
      ...inTheKitchen,
      ...kitchenFromBed,
      outcome: "genuine",
      text: "Sat in the cold kitchen. Her son helped her back to bed.",
    },
    { nightsAgo: 8, ...outOfTheDoor, outcome: "genuine", called: 2, text: "The neighbour met her at the gate and walked her home." },
    { nightsAgo: 5, ...longInTheBathroom, ...bathroomFromBed, outcome: "reassurance", text: "Was in the bathroom, all well." },
    { nightsAgo: 2, ...longInTheBathroom, ...bathroomFromBed, outcome: "falseAlarm", text: "Was in the bathroom, all well." },
  ],
  2: [
    { nightsAgo: 10, ...press, outcome: "accidental", text: "Pressed while dressing." },
    { nightsAgo: 6, ...fall, outcome: "genuine", called: 1, text: "Slipped beside the bath. The daughter came and helped." },
  ],
  3: [{ nightsAgo: 7, ...press, outcome: "assistance", called: 2, text: "Low oxygen bottle. The carer changed it." }],
  4: [
    { nightsAgo: 9, ...doorLeftOpen, outcome: "reassurance", text: "The grandson carried in the shopping." },
    {
      nightsAgo: 3,
      ...inTheKitchen,
      ...kitchenFromRing,
      outcome: "assistance",
      text: "Pain after the operation. Talked until he felt better.",
    },
  ],
};

/** The event of a home in one of its nights or on the day after it, where there is one. */
export const pastEventOf = (seed: number, nightsAgo: number): PastEvent | undefined =>
  eventsOfHome[seed]?.find((event) => event.nightsAgo === nightsAgo);

/** The readings of an event on its date; `at` gives the moment of so many hours of that date's wall clock. */
export const readingsOf = ({ hours, readings }: PastEvent, at: (hours: number) => number): TimedReading[] =>
  readings.map(([seconds, device, value]) => ({ device, at: at(hours.from) + seconds * 1000, value })).toSorted((a, b) => a.at - b.at);
