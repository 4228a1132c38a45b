import type { Story } from "../rulesStory.ts";

/** Devices and values of the tests of replays. */
export const bed = { id: "1", name: "Bed", kind: "bed", room: "Bedroom" } as const;
export const spare = { id: "2", name: "Spare bed", kind: "bed", room: "Spare room" } as const;
export const hall = { id: "3", name: "Motion sensor", kind: "motion", room: "Hall" } as const;
export const door = { id: "4", name: "Front door", kind: "door", room: "Hall", outside: true } as const;
export const gate = { id: "5", name: "Gate", kind: "boundary" } as const;
export const occupied = (is: boolean) => ({ kind: "bed", occupied: is }) as const;
export const open = (is: boolean) => ({ kind: "door", open: is }) as const;
export const moves = { kind: "motion", detected: true } as const;

/** What rings, without notes. */
export const rings = (story: Story): string[] => story.lines.filter((line) => !line.includes(" note "));
