import { homeOf, planOf, Story } from "../../rulesStory.ts";

const devices = [
  { id: "1", name: "Bed sensor", kind: "bed", room: "Bedroom" },
  { id: "2", name: "Second bed", kind: "bed", room: "Spare room" },
  { id: "3", name: "Front door", kind: "door", room: "Hall", outside: true },
  { id: "4", name: "Bathroom door", kind: "door", room: "Bathroom" },
  { id: "5", name: "Motion sensor", kind: "motion", room: "Kitchen" },
  { id: "6", name: "Motion sensor", kind: "motion", room: "bedroom" },
  { id: "7", name: "Motion sensor", kind: "motion", room: "" },
  { id: "8", name: "Armchair", kind: "chair", room: "Living room" },
];
const plan = planOf({ bedExit: {} });

/** A home with two beds and sensors in other rooms; its plan has the rule `bedExit` with its defaults. */
export const homeWith = (more: Parameters<typeof homeOf>[2] = {}) => homeOf(devices, "live", { plan, ...more });
export const home = homeWith();
export const evening = "2026-11-22T20:00:00Z";
export const inBed = { kind: "bed", occupied: true } as const;
export const outOfBed = { kind: "bed", occupied: false } as const;
export const moves = { kind: "motion", detected: true } as const;
export const still = { kind: "motion", detected: false } as const;
export const opened = { kind: "door", open: true } as const;
export const seated = { kind: "chair", occupied: true } as const;
export const buffered = { historical: true };

/** The person went to bed at 22:30. */
export const asleep = () => new Story(home, evening).says("1", inBed, "2026-11-22T22:30:00Z");
