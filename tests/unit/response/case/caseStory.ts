import { answeringSettings } from "#domain/answering/answeringSettings.ts";
import type { Case } from "#response/case/steps/caseState.ts";
import { type CaseStep, isRefused, type RefusedStep, type StepContext } from "#response/case/steps/caseStep.ts";
import { runDueTimers } from "#response/case/steps/caseTimers.ts";
import type { ReachableContact } from "#response/escalation/ladder.ts";
import { holderNamed } from "./caseModel.ts";

export const settings = answeringSettings.parse({});
export const robin = { ...holderNamed("robin"), name: "Robin" };
export const kim = { ...holderNamed("kim"), name: "Kim" };
export const meera = { id: "1", name: "Meera" };
export const jonas = { id: "2", name: "Jonas" };

const contacts: readonly ReachableContact[] = [
  { ...meera, place: 1, channels: [{ type: "text", address: "+447700900001" }] },
  { ...jonas, place: 2, channels: [{ type: "email", address: "jonas@example.org" }] },
];

const started = Date.parse("2026-11-22T02:00:00Z");
export const atSecond = (seconds: number): number => started + seconds * 1000;

/** A press at 02:00:00 that waits at the centre. */
export const atCentreCase: Case = {
  id: "1",
  homeId: "7",
  technical: false,
  priority: "critical",
  rings: 1,
  phase: { state: "waiting", centreSince: started, centreSteps: 0 },
  accepted: null,
  familyUnreached: false,
  alarms: [{ id: "a1", rule: "sosPress", priority: "critical", rings: 1, isOpen: true, stuck: false, rangAt: started }],
  ladders: [{ id: "l1", alarmId: "a1", steps: [{ notify: ["centre"], waitSeconds: 60 }], contactPlaces: {}, nextStep: 1, dueAt: null }],
};

/** Out of bed at 02:00:00, with the family: Meera was notified, Jonas is next after three minutes. */
export const withFamilyCase: Case = {
  ...atCentreCase,
  priority: "urgent",
  phase: { state: "waiting", centreSince: null, centreSteps: 0 },
  alarms: [{ id: "a1", rule: "bedExit", priority: "urgent", rings: 1, isOpen: true, stuck: false, rangAt: started }],
  ladders: [
    {
      id: "l1",
      alarmId: "a1",
      steps: [
        { notify: [1], waitSeconds: 180 },
        { notify: [2], waitSeconds: 180 },
        { notify: ["centre"], waitSeconds: 60 },
      ],
      contactPlaces: {},
      nextStep: 1,
      dueAt: atSecond(180),
    },
  ],
};

/** What a case goes through: steps at seconds after 02:00:00, with each timer on the way at its second. */
export class CaseStory {
  case: Case;
  /** "30 Not claimed for 30 s: …". */
  readonly lines: string[] = [];
  /** "180 Jonas email". */
  readonly sent: string[] = [];
  /** Why the last step was refused. */
  refused: string | null = null;
  #second = 0;

  constructor(begun: Case) {
    this.case = begun;
  }

  /** Steps of the clock of cases: one look each second. */
  until(second: number): this {
    for (; this.#second < second; ) {
      this.#second += 1;
      this.#apply(runDueTimers(this.case, this.#context()));
    }
    return this;
  }

  /** The service is down until then. */
  downUntil(second: number): this {
    this.#second = second - 1;
    return this.until(second);
  }

  does(step: (before: Case, context: StepContext) => CaseStep | RefusedStep): this {
    const outcome = step(this.case, this.#context());
    this.refused = isRefused(outcome) ? outcome.refused : null;
    if (!isRefused(outcome)) this.#apply(outcome);
    return this;
  }

  #apply(step: CaseStep): void {
    this.case = step.case;
    this.lines.push(...step.entries.map(({ text }) => `${this.#second} ${text}`));
    for (const { kind, to } of step.notices) {
      if (typeof to === "string") this.sent.push(`${this.#second} ${kind} ${to}`);
      else this.sent.push(...to.map(({ name, channel }) => `${this.#second} ${name} ${channel}`));
    }
  }

  #context(): StepContext {
    return { now: atSecond(this.#second), settings, contacts, sentenceOf: () => "Out of bed" };
  }
}
