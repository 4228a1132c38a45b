import { type AlarmView, higherPriority, type Priority, type UnrecordedPress } from "#domain/alarm.ts";

/** A sound that this operator should hear. */
export interface Ring {
  /** Changes with each further press and each raised priority, so that a new key means a new sound. */
  key: string;
  priority: Priority;
  /** The sound repeats until an operator claims the alarm. */
  repeats: boolean;
}

/**
 * What rings for this operator. Test homes and technical alarms never ring.
 * - An unrecorded press and an unclaimed alarm ring repeatedly.
 * - An alarm that this operator has claimed rings once for each change, because a second press must be heard (docs/guarantees.md, 5).
 * - An alarm that another operator has claimed is silent.
 *
 * Example: alarm 7 is critical and unclaimed: key "7 1 critical", repeats. I claim it: the same key, no repeat, so nothing new sounds. The
 * person presses again: key "7 2 critical", which sounds once.
 */
export function ringsFor(live: readonly AlarmView[], presses: readonly UnrecordedPress[], myId: string): Ring[] {
  const rings: Ring[] = [];
  for (const press of presses) {
    if (press.mode === "live") rings.push({ key: `press ${press.readingKey}`, priority: press.priority, repeats: true });
  }
  for (const alarm of live) {
    if (alarm.mode !== "live" || alarm.state !== "open" || alarm.technical) continue;
    if (alarm.heldBy !== null && alarm.heldBy.id !== myId) continue;
    rings.push({ key: `${alarm.id} ${alarm.rings} ${alarm.priority}`, priority: alarm.priority, repeats: alarm.heldBy === null });
  }
  return rings;
}

/** The highest priority among the rings; null when there are none. */
export function loudest(rings: readonly Ring[]): Priority | null {
  return rings.reduce<Priority | null>((most, ring) => (most === null ? ring.priority : higherPriority(most, ring.priority)), null);
}

/** Seconds until the sound of an unclaimed alarm repeats; null means that it sounds once. */
export const repeatSeconds: Readonly<Record<Priority, number | null>> = { critical: 3, urgent: 10, advisory: 30, info: null };
