import type { nightsPhrases } from "../../words/nights.ts";
import type { Night } from "../carerCalls.ts";

/** The night in sentences. `at` gives the wall time of an instant. */
export function nightWords(
  { beds, doors, alarms, heard }: Night,
  at: (time: string) => string,
  words: (typeof nightsPhrases)["en"],
): string[] {
  if (!heard) return [words.notHeard];
  const inBed = beds.flatMap(({ name, inBed, ups }) => {
    const times = inBed.map(({ from, to }) => words.fromTo(at(from), to === null ? "…" : at(to)));
    const all = `${times.join(", ")}${ups === 0 ? "" : `; ${words.ups(ups)}`}`;
    return times.length === 0 ? [] : [beds.length > 1 ? words.bedTimes(name, all) : words.inBedTimes(all)];
  });
  if (beds.length > 0 && inBed.length === 0) inBed.push(words.notInBed);
  return [
    ...inBed,
    ...doors.map((door) => words.opened(door.name, at(door.at))),
    ...alarms.map((alarm) => marked(words.alarmAt(at(alarm.at), alarm.sentence), alarm.needed, words)),
  ];
}

/** Whether it was right to wake someone, as a carer or the outcome says. */
function marked(alarm: string, needed: boolean | null, words: (typeof nightsPhrases)["en"]): string {
  if (needed === null) return alarm;
  return needed ? words.needed(alarm) : words.notNeeded(alarm);
}
