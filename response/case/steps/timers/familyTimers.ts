import type { AnsweringSettings } from "#domain/answering/answeringSettings.ts";
import { atFrozenPlaces } from "../../../escalation/contactPlaces.ts";
import { notNotified, runLadder } from "../../../escalation/ladder.ts";
import type { Case, Ladder } from "../caseState.ts";
import { type CaseStep, type NewEntry, type Notice, type StepContext, stepTo } from "../caseStep.ts";
import { acceptedWithout, forGood } from "../contactAnswers.ts";
import { atCentre } from "../holding.ts";
import type { Timer } from "./timer.ts";

/** A contact is on it: asked again later, and without an answer the case is the centre's. */
export function acceptedTimers({ accepted, phase }: Case, settings: AnsweringSettings): Timer[] {
  if (accepted === null || phase.state !== "waiting" || phase.centreSince !== null) return [];
  if (accepted.askedAt === null) return [{ at: accepted.at + settings.askContactSeconds * 1000, run: askContact }];
  return [{ at: accepted.askedAt + settings.contactWaitSeconds * 1000, run: unansweredContact }];
}

/** "I'm on it" was long ago and the case is still open: the contact is asked again. */
function askContact(before: Case, { contacts, sentenceOf, now }: StepContext): CaseStep {
  const accepted = before.accepted;
  if (accepted === null) return stepTo(before, []);
  const contact = contacts.find(({ id }) => id === accepted.id);
  const alarmId = before.alarms.find(({ isOpen }) => isOpen)?.id ?? null;
  const messages = (contact?.channels ?? []).map(
    ({ type, address }) =>
      ({ recipient: "contact", recipientId: accepted.id, name: accepted.name, channel: type, address, place: 1 }) as const,
  );
  const sentence = `Still open: ${alarmId === null ? "" : sentenceOf(alarmId)}`;
  return stepTo(
    { ...before, accepted: { ...accepted, askedAt: now } },
    [{ event: "asked", text: `${accepted.name} is asked again: is it over?`, by: null }],
    [{ kind: "askAgain", key: `case/${before.id}/accepted/${accepted.at}`, alarmId, sentence, to: messages }],
  );
}

function unansweredContact(before: Case, { now }: StepContext): CaseStep {
  const text = `${before.accepted?.name ?? "The contact"} did not answer again: handed to the centre`;
  const accepted = before.accepted === null ? null : forGood(acceptedWithout(before.accepted, before.accepted.id));
  return stepTo({ ...before, accepted, phase: atCentre(now) }, [{ event: "atCentre", text, by: null }]);
}

/** The next step of each ladder that runs. */
export const ladderTimers = ({ ladders }: Case): Timer[] =>
  ladders.flatMap(({ id, dueAt }) =>
    dueAt === null ? [] : [{ at: dueAt, run: (before, context, at): CaseStep => ladderStep(before, id, context, at) }],
  );

function ladderStep(before: Case, ladderId: string, { contacts, sentenceOf, now }: StepContext, at: number): CaseStep {
  const ladder = before.ladders.find(({ id }) => id === ladderId);
  if (ladder === undefined) return stepTo(before, []);
  const isCritical = before.alarms.some(({ id, priority }) => id === ladder.alarmId && priority === "critical");
  const reachable = atFrozenPlaces(contacts, ladder.contactPlaces);
  const { runs, position, familyUnreached } = runLadder({ policy: ladder.steps, isCritical }, ladder.nextStep, at, reachable);
  const ladders = before.ladders.map((one): Ladder => (one.id === ladderId ? { ...one, ...position } : one));
  const toCentre = runs.some((run) => run.toCentre) && before.phase.state === "waiting" && before.phase.centreSince === null;
  const entries: NewEntry[] = notNotified(runs).map((text) => ({ event: "notified", text, by: null, alarmId: ladder.alarmId }));
  if (toCentre) entries.push({ event: "atCentre", text: "No answer from the family: at the centre now", by: null });
  const notices = runs.flatMap((run): Notice[] => {
    const of = {
      alarmId: ladder.alarmId,
      sentence: sentenceOf(ladder.alarmId),
      step: `${ladderId}/${run.step}`,
      key: `ladder/${ladderId}/${run.step}`,
    };
    return [
      ...(run.messages.length > 0 ? [{ ...of, kind: "alarm" as const, to: run.messages }] : []),
      ...(run.toSupervisor ? [{ ...of, kind: "supervisor" as const, to: "supervisors" as const }] : []),
    ];
  });
  return stepTo(
    {
      ...before,
      ladders,
      phase: toCentre ? atCentre(now) : before.phase,
      accepted: toCentre ? null : before.accepted,
      familyUnreached: before.familyUnreached || familyUnreached,
    },
    entries,
    notices,
  );
}
