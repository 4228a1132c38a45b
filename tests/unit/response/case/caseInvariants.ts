import { type Case, holderOf } from "#response/case/steps/caseState.ts";
import type { CaseStep, NewEntry, Notice } from "#response/case/steps/caseStep.ts";

/** What must hold of every step of every case, whatever happens in a home. Each function throws with a sentence that says what does not hold. */

function mustHold(holds: boolean, sentence: string, ...facts: unknown[]): asserts holds {
  if (!holds) throw new Error(`${sentence}: ${JSON.stringify(facts)}`);
}

/** What staff see of the state of a case: a change of any of these needs a line in the timeline. */
const visible = ({ phase, priority, accepted }: Case): string =>
  JSON.stringify({
    state: phase.state,
    holder: phase.state === "claimed" || phase.state === "followUp" ? phase.holder.id : null,
    centreSince: phase.state === "waiting" ? phase.centreSince : null,
    centreSteps: phase.state === "waiting" ? phase.centreSteps : null,
    offer: phase.state === "claimed" ? phase.offer : null,
    heard: phase.state === "claimed" ? phase.unheardRingAt === null : null,
    everyDeskSounds: phase.state === "claimed" && phase.everyDeskSounds,
    asked: phase.state === "claimed" || phase.state === "followUp" ? phase.askedAt !== null : null,
    followUpDue: phase.state === "followUp" ? phase.dueAt : null,
    priority,
    accepted,
  });

/** Of one step: three ladders with five rungs each, and the steps of the centre. */
const mostLines = 30;

/** A step that staff, a contact or time takes. */
export function checkStep(before: Case, step: CaseStep): void {
  const after = step.case;
  if (visible(after) !== visible(before))
    mustHold(step.entries.length > 0, "the state changed and the timeline does not say so", before, after);
  checkHolder(before, after, step.entries);
  checkClose(before, step);
  const isAccepted = step.entries.some(({ event }) => event === "accepted");
  mustHold(!isAccepted || after.ladders.every(({ dueAt }) => dueAt === null), 'a ladder runs on after "I\'m on it"', before, after);
  mustHold(step.entries.length <= mostLines, "an outage writes more lines than a person reads", step.entries);
  if (holderOf(after) !== null || after.phase.state === "closed")
    mustHold(
      after.ladders.every(({ dueAt }) => dueAt === null),
      "a ladder runs in a case that is in hand or closed",
      after,
    );
}

/** A case changes hands only by a claim, an accepted hand-over, a take-over or opening it again, each by the new holder. */
function checkHolder(before: Case, after: Case, entries: readonly NewEntry[]): void {
  const [from, to] = [holderOf(before), holderOf(after)];
  if (to === null || from?.id === to.id) return;
  const took = entries.some(({ event, by }) => ["claimed", "takenOver", "reopened"].includes(event) && by?.id === to.id);
  mustHold(took, "the case is in the hands of a person who did not take it", before, after);
  const isTaken = entries.some(
    ({ event, text }) => event === "takenOver" || (event === "claimed" && text.includes("accepted the case from")),
  );
  mustHold(from === null || isTaken, "two people hold the case", before, after);
}

/** A closed case has an outcome for each alarm that was open, and no step closes an alarm twice. */
function checkClose(before: Case, { case: after, closedAlarms, movedToTechnical }: CaseStep): void {
  const ended = [...closedAlarms, ...movedToTechnical];
  const open = before.alarms.filter(({ isOpen }) => isOpen).map(({ id }) => id);
  mustHold(new Set(ended.map(({ alarmId }) => alarmId)).size === ended.length, "an alarm is closed twice", ended);
  mustHold(
    ended.every(({ alarmId, outcome }) => open.includes(alarmId) && outcome !== ""),
    "an alarm that was not open is closed, or one without an outcome",
    before,
    ended,
  );
  if (after.phase.state === "closed" && before.phase.state !== "closed")
    mustHold(ended.length === open.length, "a case is closed without an outcome for each alarm", before, ended);
  const stillOpen = after.alarms.filter(({ isOpen }) => isOpen).length;
  mustHold(after.phase.state !== "closed" || stillOpen === 0, "a closed case has an open alarm", after);
}

/** An open case of the queue after its due timers have run. `nextAt`: its earliest timer. */
export function checkAtRest(one: Case, nextAt: number | null, now: number): void {
  mustHold(nextAt === null || nextAt > now, "a timer is due after all due timers ran", one, nextAt, now);
  if (one.technical || one.phase.state === "closed") return;
  mustHold(nextAt !== null, "an open case waits for nothing and no timer", one);
  if (one.phase.state !== "claimed") return;
  const { unheardRingAt, everyDeskSounds } = one.phase;
  const isUnheardLong = unheardRingAt !== null && unheardRingAt + 10_000 <= now;
  mustHold(!isUnheardLong || everyDeskSounds, "a life-safety ring is unheard for 10 s and does not sound at every desk", one, now);
}

/** Checks over the whole life of a home: each rung of each ladder once and in order, and no message twice. */
export class Heard {
  readonly #keys = new Set<string>();
  readonly #lastRung = new Map<string, number>();

  add(notices: readonly Notice[]): void {
    for (const { key, kind, step } of notices) {
      mustHold(!this.#keys.has(`${kind}/${key}`), "a message is sent twice", key);
      this.#keys.add(`${kind}/${key}`);
      if (step !== undefined && kind === "alarm") this.#rung(step);
    }
  }

  /** `step`: "<ladder>/<rung>". */
  #rung(step: string): void {
    const [ladder = "", rung] = step.split("/");
    mustHold(Number(rung) > (this.#lastRung.get(ladder) ?? -1), "a rung ran twice or out of order", step);
    this.#lastRung.set(ladder, Number(rung));
  }
}

/** So that a step that changes the case it was given, fails. */
export function frozen<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) frozen(part);
  return value;
}
