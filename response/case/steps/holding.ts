import type { Author } from "#domain/alarm.ts";
import { durationText } from "../../durationText.ts";
import { type Case, type Claimed, type Holder, holderOf, type Phase, type Waiting } from "./caseState.ts";
import { type CaseStep, type RefusedStep, type StepContext, stepTo } from "./caseStep.ts";

/**
 * Who holds a case, and how the case changes hands. Each function is pure: the case, who does it, and the time give the case afterwards.
 *
 * A case has at most one holder. While a member of staff holds it, its ladders stand still. Without a holder it waits: at the centre, or with
 * the family while a ladder runs or a contact has said "I'm on it".
 */

/** The case is at the centre from now on: every desk rings, and the centre's own steps begin. */
export const atCentre = (now: number): Waiting => ({ state: "waiting", centreSince: now, centreSteps: 0 });

const claimedBy = (holder: Holder, now: number): Claimed => ({
  state: "claimed",
  holder,
  touchedAt: now,
  askedAt: null,
  offer: null,
  unheardRingAt: null,
  everyDeskSounds: false,
});

/** The case with no ladder running: a person answers it, or the centre does. */
export const stopLadders = (one: Case): Case => ({ ...one, ladders: one.ladders.map((ladder) => ({ ...ladder, dueAt: null })) });

/** The case in the hands of `holder`. */
export const inHandsOf = (before: Case, holder: Holder, now: number): Case =>
  stopLadders({ ...before, accepted: null, phase: claimedBy(holder, now) });

/** Refused where someone else holds it. Claiming one's own case again changes nothing, except that a follow-up ends. */
export function claim(before: Case, by: Holder, { now }: StepContext): CaseStep | RefusedStep {
  if (before.phase.state === "closed") return { refused: "closed" };
  const holder = holderOf(before);
  if (holder !== null && holder.id !== by.id) return { refused: "held" };
  if (before.phase.state === "claimed") return stepTo({ ...before, phase: { ...before.phase, holder: by } }, []);
  return stepTo(inHandsOf(before, by, now), [{ event: "claimed", text: `Claimed by ${by.name}`, by }]);
}

/** The holder gives the case back: it rings again. */
export function release(before: Case, by: Author, { now }: StepContext): CaseStep | RefusedStep {
  const refused = refusalOfOther(before, by);
  if (refused !== null) return refused;
  return stepTo({ ...before, phase: atCentre(now) }, [{ event: "released", text: `Released by ${by.name}: waiting again`, by }]);
}

/** The holder offers the case to another person on duty. Until that person accepts, the holder has it. */
export function handOver(
  before: Case,
  by: Author,
  { to, note }: { to: Author; note: string },
  { now, settings }: StepContext,
): CaseStep | RefusedStep {
  const refused = refusalOfOther(before, by);
  if (refused !== null) return refused;
  const holder = holderOf(before) as Holder;
  const until = now + settings.handOverSeconds * 1000;
  const phase: Claimed = { ...claimedPhase(before, holder, now), offer: { id: to.id, name: to.name, until } };
  const text = `${by.name} hands over to ${to.name}${note === "" ? "" : `: ${note}`}`;
  return stepTo({ ...before, phase }, [{ event: "handOver", text, by }]);
}

/** The person to whom the case is offered takes it. */
export function acceptHandOver(before: Case, by: Holder, { now }: StepContext): CaseStep | RefusedStep {
  if (before.phase.state === "closed") return { refused: "closed" };
  if (before.phase.state !== "claimed" || before.phase.offer?.id !== by.id) return { refused: "notOffered" };
  const text = `${by.name} accepted the case from ${before.phase.holder.name}`;
  return stepTo(unheardAs(before.phase, { ...before, phase: claimedBy(by, now) }), [{ event: "claimed", text, by }]);
}

/** What the former holder had not heard, the new one has not heard either. */
const unheardAs = ({ unheardRingAt, everyDeskSounds }: Claimed, taken: Case): Case =>
  taken.phase.state === "claimed" ? { ...taken, phase: { ...taken.phase, unheardRingAt, everyDeskSounds } } : taken;

/** A supervisor takes the case from any holder. A ring that this one has not acknowledged keeps sounding. */
export function takeOver(before: Case, by: Holder, reason: string, { now }: StepContext): CaseStep | RefusedStep {
  if (before.phase.state === "closed") return { refused: "closed" };
  const from = holderOf(before);
  const text = `${by.name} took over${from === null || from.id === by.id ? "" : ` from ${from.name}`}: ${reason}`;
  const taken = inHandsOf(before, by, now);
  return stepTo(before.phase.state === "claimed" ? unheardAs(before.phase, taken) : taken, [{ event: "takenOver", text, by }]);
}

/** "Responder sent, check in 20 min": frees the holder until then. */
export function followUp(
  before: Case,
  by: Author,
  { inSeconds, note }: { inSeconds: number; note: string },
  { now }: StepContext,
): CaseStep | RefusedStep {
  const refused = refusalOfOther(before, by);
  if (refused !== null) return refused;
  if (before.phase.state === "claimed" && before.phase.unheardRingAt !== null) return { refused: "rangAgain" };
  const holder = holderOf(before) as Holder;
  const text = `Follow-up in ${durationText(inSeconds * 1000)}${note === "" ? "" : `: ${note}`}`;
  const phase = { state: "followUp", holder, dueAt: now + inSeconds * 1000, note, askedAt: null } as const;
  return stepTo({ ...before, phase }, [{ event: "followUp", text, by }]);
}

/**
 * The holder has heard that the home rang again, or answers that the case is still in hand. A follow-up that is due is taken up by this; one
 * that is not due stays.
 */
export function acknowledgeRing(before: Case, by: Author, { now }: StepContext): CaseStep | RefusedStep {
  const refused = refusalOfOther(before, by);
  if (refused !== null) return refused;
  const text = acknowledgement(before.phase, by);
  if (text === null) return stepTo(touched(before, now), []);
  const phase = claimedPhase(before, holderOf(before) as Holder, now);
  return stepTo({ ...before, phase: { ...phase, unheardRingAt: null, everyDeskSounds: false } }, [{ event: "heard", text, by }]);
}

/** What the holder acknowledges; null where nothing waits for that. */
function acknowledgement(phase: Phase, { name }: Author): string | null {
  if (phase.state === "claimed" && phase.unheardRingAt !== null) return `${name} has heard the new ring`;
  if (phase.state === "claimed" && phase.askedAt !== null) return `${name} still has this case`;
  return phase.state === "followUp" && phase.askedAt !== null ? `${name} takes up the follow-up` : null;
}

/** The holder left: signed out, lost the connection, lost the right to answer, or did nothing. The case rings again. */
export function holderLost(before: Case, why: string, now: number): CaseStep {
  const holder = holderOf(before);
  if (holder === null) return stepTo(before, []);
  const text = `Back to the queue: ${holder.name} ${why}`;
  return stepTo({ ...before, phase: atCentre(now) }, [{ event: "lost", text, by: null }]);
}

/** An unheard ring sounds at every desk, because the holder cannot hear it or has not acknowledged it. */
export function soundEverywhere(before: Case, why: string): CaseStep {
  const { phase } = before;
  if (phase.state !== "claimed" || phase.unheardRingAt === null || phase.everyDeskSounds) return stepTo(before, []);
  const text = `New ring sounds at every desk: ${phase.holder.name} ${why}`;
  return stepTo({ ...before, phase: { ...phase, everyDeskSounds: true } }, [{ event: "escalated", text, by: null }]);
}

/** Null where `by` holds the case. */
export function refusalOfOther(before: Case, by: Author): RefusedStep | null {
  if (before.phase.state === "closed") return { refused: "closed" };
  return holderOf(before)?.id === by.id ? null : { refused: holderOf(before) === null ? "notHolder" : "held" };
}

/** The holder did something: the clock of the untouched case begins again. A follow-up that is not due yet stays one. */
export function touched(before: Case, now: number): Case {
  const { phase } = before;
  if (phase.state === "claimed") return { ...before, phase: { ...phase, touchedAt: now, askedAt: null } };
  if (phase.state === "followUp" && phase.askedAt !== null) return { ...before, phase: claimedBy(phase.holder, now) };
  return before;
}

/** The phase of a holder who deals with the case now. */
const claimedPhase = (before: Case, holder: Holder, now: number): Claimed =>
  before.phase.state === "claimed" ? { ...before.phase, touchedAt: now, askedAt: null } : claimedBy(holder, now);
