import { type AlarmView, higherPriority, type Priority, type UnrecordedPress } from "#domain/alarm.ts";

/** One ring that an operator should hear. The key is new for each further press and each raising. */
export interface Bell {
  key: string;
  priority: Priority;
  /** Goes on ringing until somebody takes it. */
  repeats: boolean;
}

/**
 * What rings for this operator: live homes only, and nothing technical; unclaimed alarms and unrecorded presses until somebody takes them, and
 * one's own alarm once for each change, since a second press while answering is news. Another operator's is silent.
 */
export function bells(live: readonly AlarmView[], presses: readonly UnrecordedPress[], myId: string): Bell[] {
  const ringing: Bell[] = [];
  for (const press of presses) {
    if (press.mode === "live") ringing.push({ key: `press ${press.readingKey}`, priority: press.priority, repeats: true });
  }
  for (const alarm of live) {
    if (alarm.mode !== "live" || alarm.state !== "open" || alarm.technical) continue;
    if (alarm.heldBy !== null && alarm.heldBy.id !== myId) continue;
    ringing.push({ key: `${alarm.id} ${alarm.rings} ${alarm.priority}`, priority: alarm.priority, repeats: alarm.heldBy === null });
  }
  return ringing;
}

/** The highest of the bells, null where none rings. */
export function loudest(ringing: readonly Bell[]): Priority | null {
  return ringing.reduce<Priority | null>((most, bell) => (most === null ? bell.priority : higherPriority(most, bell.priority)), null);
}

/** Seconds until it sounds again while nobody has taken it; a notice sounds once. */
export const repeatSeconds: Readonly<Record<Priority, number | null>> = { critical: 3, urgent: 10, advisory: 30, info: null };
