import { homeOf, planOf, Story } from "../../rulesStory.ts";

export const bed = { id: "1", name: "Bed sensor", kind: "bed", room: "Bedroom" };
export const secondBed = { id: "2", name: "Second bed", kind: "bed", room: "Spare room" };
export const otherDevices = [
  { id: "3", name: "Front door", kind: "door", room: "Hall", outside: true },
  { id: "4", name: "Bathroom door", kind: "door", room: "Bathroom" },
  { id: "5", name: "Hall motion", kind: "motion", room: "Hall" },
  { id: "6", name: "Kitchen motion", kind: "motion", room: "Kitchen" },
  { id: "7", name: "Bathroom motion", kind: "motion", room: "bathroom" },
  { id: "8", name: "Bedroom motion", kind: "motion", room: "bedroom" },
  { id: "9", name: "Armchair", kind: "chair", room: "Living room" },
];
/** The rule `nightWandering` with its defaults. */
export const plan = planOf({ nightWandering: {} });
/** Its first alarm waits for movement away from bed and bathroom. */
export const planForMovement = planOf({ nightWandering: { advisoryAt: "movement" } });
export const home = homeOf([bed, ...otherDevices], "live", { plan });
export const withoutBed = homeOf(otherDevices, "live", { plan });
export const evening = "2026-11-22T20:00:00Z";
export const inBed = { kind: "bed", occupied: true } as const;
export const outOfBed = { kind: "bed", occupied: false } as const;
export const moves = { kind: "motion", detected: true } as const;
export const opened = { kind: "door", open: true } as const;
export const closed = { kind: "door", open: false } as const;
export const buffered = { historical: true };

/** The person went to bed at 22:30. */
export const asleep = (facts = home) => new Story(facts, evening).says("1", inBed, "2026-11-22T22:30:00Z");
