import { higherPriority, priorities } from "#domain/alarm.ts";
import { policyOf } from "#domain/answering/escalation.ts";
import type { Case, CaseAlarm, Holder } from "#response/case/steps/caseState.ts";
import { type CaseStep, type RefusedStep, type StepContext, stepTo } from "#response/case/steps/caseStep.ts";
import { close, closeAlarm, reopen } from "#response/case/steps/closing.ts";
import { type OpeningFacts, tellCause } from "#response/case/steps/contact/causes.ts";
import { contactAccepts, contactHandsOver } from "#response/case/steps/contactAnswers.ts";
import {
  acceptHandOver,
  acknowledgeRing,
  claim,
  followUp,
  handOver,
  holderLost,
  release,
  soundEverywhere,
  takeOver,
} from "#response/case/steps/holding.ts";
import { addNote, recordAction } from "#response/case/steps/recording.ts";
import { ringCase } from "#response/case/steps/ringCase.ts";
import { placesOf } from "#response/escalation/contactPlaces.ts";
import { runLadder } from "#response/escalation/ladder.ts";
import type { Command, Life, StaffId } from "./caseCommands.ts";
import type { ContactAnswers, ContactSays } from "./contactAnswers.ts";

/** What the commands of a random life do to a case, by the pure steps. The tests of the pure machine and of the database share it. */

export const holderNamed = (id: StaffId): Holder => ({ id, name: id, via: { kind: "session", id: `session of ${id}` } });

export type Ring = Extract<Command, { do: "ring" }>;
export type StepCommand = Exclude<Command, { do: "ring" | "sticks" | "passes" | "isDown" }>;

/** A ring that adds an alarm or a ladder gives them these ids. */
export interface NewIds {
  caseId: string;
  alarmId: string;
  ladderId: string;
}

/** The case of a home after a ring. `before` null: none is open. */
export function ringIn(before: Case | null, { episode, priority }: Ring, life: Life, now: number, ids: NewIds): Case {
  const rung = before?.alarms.find((alarm) => alarm.isOpen && alarm.rule === episode);
  const grows = rung !== undefined && priorities.indexOf(priority) > priorities.indexOf(rung.priority);
  const event = rung === undefined ? "raised" : grows ? "priorityRaised" : "rangAgain";
  const steps = policyOf(life.plan, priority, life.settings);
  const { runs, position, familyUnreached } = runLadder({ policy: steps, isCritical: priority === "critical" }, 0, now, life.contacts);
  const toCentre = runs.some((run) => run.toCentre);
  const ladder = { id: ids.ladderId, alarmId: rung?.id ?? ids.alarmId, steps, contactPlaces: placesOf(life.contacts), ...position };
  if (before === null) {
    const alarm: CaseAlarm = { id: ids.alarmId, rule: episode, priority, rings: 1, isOpen: true, stuck: false, rangAt: now };
    const phase = { state: "waiting", centreSince: toCentre ? now : null, centreSteps: 0 } as const;
    const rest = { homeId: "7", technical: false, priority, rings: 1, accepted: null, familyUnreached };
    return { id: ids.caseId, ...rest, phase, alarms: [alarm], ladders: [ladder] };
  }
  const after = ringCase(before, { priority, event, toCentre, familyUnreached, now });
  const alarms =
    rung === undefined
      ? [...before.alarms, { id: ids.alarmId, rule: episode, priority, rings: 1, isOpen: true, stuck: false, rangAt: now }]
      : before.alarms.map((alarm) =>
          alarm === rung ? { ...alarm, rings: alarm.rings + 1, priority: higherPriority(alarm.priority, priority), rangAt: now } : alarm,
        );
  if (event === "rangAgain") return { ...after, alarms };
  const dueAt = after.phase.state === "waiting" ? position.dueAt : null;
  return { ...after, alarms, ladders: [...before.ladders, { ...ladder, dueAt }] };
}

export const outcomeOf = (code: string) => ({ label: code, isTechnical: code === "technical" });

const spoke = (answered: boolean) => ({ action: "speakToHome", result: answered ? "answered" : "noAnswer" }) as const;

/** What a step needs to know beside the case: the answers of contacts so far, and what opening it again needs. */
export interface StepFacts extends OpeningFacts {
  answers: ContactAnswers;
}

/** The step that a command of staff, a contact or the watch takes in a case. */
export function stepOf(command: StepCommand, before: Case, life: Life, context: StepContext, facts: StepFacts): CaseStep | RefusedStep {
  switch (command.do) {
    case "claim":
      return claim(before, holderNamed(command.by), context);
    case "release":
      return release(before, holderNamed(command.by), context);
    case "accept":
      return acceptHandOver(before, holderNamed(command.by), context);
    case "takeOver":
      return takeOver(before, holderNamed(command.by), "needed elsewhere", context);
    case "heard":
      return acknowledgeRing(before, holderNamed(command.by), context);
    case "note":
      return addNote(before, holderNamed(command.by), { text: "Daughter rang in" }, context);
    case "handOver":
      return handOver(before, holderNamed(command.by), { to: holderNamed(command.to), note: "" }, context);
    case "followUp":
      return followUp(before, holderNamed(command.by), { inSeconds: command.inSeconds, note: "Responder sent" }, context);
    case "action":
      return recordAction(
        before,
        holderNamed(command.by),
        { ...spoke(command.answered), text: "Called the home", details: spoke(command.answered) },
        context,
      );
    case "reopen":
      return reopen(
        before,
        holderNamed(command.by),
        { reason: command.reason, alarmIds: facts.alarmIds, hasOtherOpenCase: facts.hasOtherOpenCase },
        context,
      );
    case "holderLeaves":
      return holderLost(before, "signed out", context.now);
    case "deskIsDeaf":
      return soundEverywhere(before, "cannot hear it");
    case "close":
    case "closeAlarm":
      return closeOf(command, before, context);
    case "contactAccepts":
    case "contactHandsOver":
    case "contactTells":
    case "contactTakesBack":
      return contactStep(command, before, life, context, facts);
  }
}

type Close = Extract<Command, { do: "close" | "closeAlarm" }>;

function closeOf(command: Close, before: Case, context: StepContext): CaseStep | RefusedStep {
  const { outcome } = command;
  const by = holderNamed(command.by);
  if (command.do === "close") {
    const { note, hasContact, unseen } = command;
    const unseenAlarms = unseen === 0 ? [] : before.alarms.slice(0, 1).map(({ id }) => ({ id, isSame: true }));
    return close(before, by, { outcome, note, hasContact, hasNote: false, rings: before.rings - unseen, unseenAlarms, outcomeOf }, context);
  }
  const alarm = before.alarms[command.nth];
  if (alarm === undefined) return stepTo(before, []);
  return closeAlarm(before, by, { alarmId: alarm.id, outcome, note: "", rings: alarm.rings - command.unseen, outcomeOf }, context);
}

function contactStep(
  command: ContactSays,
  before: Case,
  { contacts }: Life,
  context: StepContext,
  facts: StepFacts,
): CaseStep | RefusedStep {
  const contact = contacts[command.contact];
  if (contact === undefined) return stepTo(before, []);
  const by = { id: contact.id, name: contact.name };
  switch (command.do) {
    case "contactAccepts":
      return contactAccepts(before, by, context);
    case "contactHandsOver":
      return contactHandsOver(before, by, context);
    case "contactTells":
      return tellCause(
        before,
        by,
        { cause: command.cause, outcome: "reassurance", outcomeLabel: "All well", isOver: command.isOver },
        context,
      );
    case "contactTakesBack": {
      const undo = facts.answers.undoOf(by.id, before.id, command.nth);
      return undo === null ? stepTo(before, []) : undo(before, context, facts);
    }
  }
}
