import type { Author } from "#domain/alarm.ts";
import { type Accepted, type Case, holderOf, type Stop, type Waiting } from "../caseState.ts";
import { type CaseStep, type RefusedStep, stepTo } from "../caseStep.ts";
import { acceptedWithout, withoutWordOf } from "../contactAnswers.ts";

/**
 * A contact takes an answer back within ten seconds. The case becomes what it was before the answer, as far as others have done nothing meanwhile:
 * what they did stays. Where the answer was changed meanwhile, the step is refused, and the contact hears what happened instead.
 */

/**
 * "I'm on it" is taken back. What stopped on the word of this contact alone continues: the ladder of the family as it was, and a step that fell due
 * meanwhile runs at once. `at`: when it was said.
 */
export function takeBackAccept(before: Case, contact: Author, at: number): CaseStep | RefusedStep {
  const { accepted, phase } = before;
  if (phase.state === "closed") return { refused: "closed" };
  const said = accepted === null ? [] : [accepted, ...accepted.others];
  if (accepted === null || !said.some((one) => one.id === contact.id && one.at === at))
    return { refused: holderOf(before) === null ? "overtaken" : "held" };
  const released = withoutWordOf(contact.id, accepted.stops).filter(({ by }) => by.length === 0);
  const stillOn = acceptedAfter(accepted, contact, released);
  const goesOn = released.filter((stop) => !(stillOn?.stops ?? []).some((one) => isSameStop(one, stop)));
  const after = withStarted({ ...before, accepted: stillOn }, goesOn);
  const text = `${contact.name} took back: I'm on it`;
  return stepTo(after, [{ event: "takenBack", text, by: contact, details: { what: "accept", at } }]);
}

/** Who is on it after the contact took the word back: who was before it, as far as they still are, or who came since. */
function acceptedAfter(accepted: Accepted, contact: Author, released: readonly Stop[]): Accepted | null {
  const stillOn = acceptedWithout(accepted, contact.id);
  const former = released.find((stop) => stop.what === "before")?.accepted;
  if (former === undefined) return stillOn;
  const present = new Set((stillOn === null ? [] : [stillOn, ...stillOn.others]).map(({ id }) => id));
  // The word itself replaced an earlier one of the same contact, or of one who had been asked again.
  const isBack = ({ id }: Author): boolean => id === contact.id || (id === former.id && former.askedAt !== null) || present.has(id);
  const { others, askedAt, stops, ...main } = former;
  const said = [...others, main].filter(isBack);
  const last = said.at(-1);
  if (last === undefined) return null;
  const ids = new Set(said.map(({ id }) => id));
  const kept = stops.map((stop) => ({ ...stop, by: stop.by.filter((id) => ids.has(id)) })).filter(({ by }) => by.length > 0);
  return { ...last, askedAt: last === main ? askedAt : null, others: said.slice(0, -1), stops: kept };
}

const isSameStop = (one: Stop, other: Stop): boolean =>
  one.what === other.what && (one.what !== "ladder" || (other.what === "ladder" && one.id === other.id));

/** The ladders and the centre go on where they stopped. */
function withStarted(before: Case, stops: readonly Stop[]): Case {
  if (before.phase.state !== "waiting") return before;
  const dueAt = new Map(stops.flatMap((stop) => (stop.what === "ladder" ? [[stop.id, stop.dueAt] as const] : [])));
  const centre = stops.find((stop) => stop.what === "centre");
  const goesBack = centre !== undefined && before.phase.centreSince === null;
  const phase: Waiting = goesBack ? { state: "waiting", centreSince: centre.since, centreSteps: centre.steps } : before.phase;
  return { ...before, phase, ladders: startedLadders(before, dueAt) };
}

/** A ladder whose alarm is closed stays stopped. */
const startedLadders = ({ ladders, alarms }: Case, dueAt: ReadonlyMap<string, number>): Case["ladders"] =>
  ladders.map((ladder) => {
    const isOpen = alarms.some(({ id, isOpen }) => id === ladder.alarmId && isOpen);
    return isOpen && ladder.dueAt === null ? { ...ladder, dueAt: dueAt.get(ladder.id) ?? null } : ladder;
  });

/** The case before a hand-over, and what must still be so for the hand-over to be taken back. */
export interface HandOverUndo {
  accepted: Accepted | null;
  /** Ladders that ran: id and when they were due. */
  ladders: readonly (readonly [string, number])[];
  /** It was with the family, and came to the centre by the hand-over. */
  moved: boolean;
  left: Left;
}

/** The case as the hand-over left it. A later ring, answer or claim makes another one. */
interface Left {
  holder: string | null;
  centreSince: number | null;
  accepted: Accepted | null;
  rings: number;
  priority: Case["priority"];
}

export function handOverUndo(before: Case, after: Case): HandOverUndo {
  const ladders = before.ladders.flatMap(({ id, dueAt }) => (dueAt === null ? [] : [[id, dueAt] as const]));
  const moved = before.phase.state === "waiting" && before.phase.centreSince === null;
  return { accepted: before.accepted, ladders, moved, left: leftAs(after) };
}

const leftAs = (one: Case): Left => ({
  holder: holderOf(one)?.id ?? null,
  centreSince: one.phase.state === "waiting" ? one.phase.centreSince : null,
  accepted: one.accepted,
  rings: one.rings,
  priority: one.priority,
});

/**
 * A hand-over is taken back, while no operator has taken the case and nothing else has happened in it. So a press that came meanwhile is not taken
 * from the centre.
 */
export function takeBackHandOver(before: Case, contact: Author, undo: HandOverUndo): CaseStep | RefusedStep {
  if (before.phase.state === "closed") return { refused: "closed" };
  const present = leftAs(before);
  if (present.holder !== undo.left.holder) return { refused: "held" };
  if (!isEqual(present, undo.left)) return { refused: "overtaken" };
  const withFamily: Waiting = { state: "waiting", centreSince: null, centreSteps: 0 };
  const given = { ...before, accepted: undo.accepted };
  const after = undo.moved ? { ...given, phase: withFamily, ladders: startedLadders(before, new Map(undo.ladders)) } : given;
  const text = `${contact.name} took back: handed to Link Line`;
  return stepTo(after, [{ event: "takenBack", text, by: contact, details: { what: "handOver" } }]);
}

/** Of plain JSON, in any order of its keys: PostgreSQL does not keep it. */
export function isEqual(one: unknown, other: unknown): boolean {
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return one === other;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => isEqual((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]));
}

/** A call of the home is taken back in words. */
export const takeBackCall = (before: Case, contact: Author): CaseStep =>
  stepTo(before, [{ event: "takenBack", text: `${contact.name} did not call the home`, by: contact, details: { what: "calling" } }]);
