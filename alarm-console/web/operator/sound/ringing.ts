import { higherPriority, type Priority, type UnrecordedPress } from "#domain/alarm.ts";
import type { CaseView } from "#domain/answering/case.ts";
import type { Role } from "#domain/role.ts";

/** A sound that this operator should hear. */
export interface Ring {
  /** Changes with each further press, each raised priority, and each time that the case asks others: a new key means a new sound. */
  key: string;
  priority: Priority;
  /** The sound repeats until a member of staff takes the case. */
  repeats: boolean;
}

/** Who sits at this desk. */
export interface Listener {
  id: string;
  role: Role;
  /** No operator with sound is on duty, so this desk stands in for the operators. */
  standsIn: boolean;
}

/**
 * What rings at this desk. The case says who must hear it (`sounds`).
 * - `operators`: each operator; supervisors and administrators too where no operator can hear.
 * - `supervisors`: operators and supervisors. `everyone`: each desk.
 * - `holder`: the holder, who must acknowledge a new ring or say that the case is still in hand. `offered`: who is offered the case.
 * - `nobody`: silent, except that each further ring in my own case sounds once (docs/guarantees.md, 5).
 *
 * Example: case 7 is critical and waits: key "7 1 critical", repeats. I claim it: the same key, no repeat, so nothing new sounds. The person
 * presses again: key "7 2 critical holder", which repeats until I acknowledge it.
 */
export function ringsFor(live: readonly CaseView[], presses: readonly UnrecordedPress[], me: Listener): Ring[] {
  const rings: Ring[] = [];
  for (const press of presses) {
    if (press.mode === "live") rings.push({ key: `press ${press.readingKey}`, priority: press.priority, repeats: true });
  }
  for (const one of live) {
    if (one.mode !== "live" || one.state === "closed" || one.technical) continue;
    const key = `${one.id} ${one.rings} ${one.priority}`;
    if (mustHear(one, me)) rings.push({ key: isPersonal(one) ? `${key} ${one.sounds}` : key, priority: one.priority, repeats: true });
    else if (one.heldBy?.id === me.id) rings.push({ key, priority: one.priority, repeats: false });
  }
  return rings;
}

const isPersonal = ({ sounds }: CaseView): boolean => sounds === "holder" || sounds === "offered";

function mustHear({ sounds, heldBy, offeredTo }: CaseView, me: Listener): boolean {
  switch (sounds) {
    case "nobody":
      return false;
    case "holder":
      return heldBy?.id === me.id;
    case "offered":
      return offeredTo?.id === me.id;
    case "operators":
      return me.role === "operator" || me.standsIn || heldBy?.id === me.id;
    case "supervisors":
      return me.role !== "admin" || me.standsIn;
    case "everyone":
      return true;
  }
}

/** The highest priority among the rings; null when there are none. */
export function loudest(rings: readonly Ring[]): Priority | null {
  return rings.reduce<Priority | null>((most, ring) => (most === null ? ring.priority : higherPriority(most, ring.priority)), null);
}

/** Seconds until the sound of an unclaimed case repeats; null means that it sounds once. */
export const repeatSeconds: Readonly<Record<Priority, number | null>> = { critical: 3, urgent: 10, advisory: 30, info: null };
