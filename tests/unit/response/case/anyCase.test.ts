import fc from "fast-check";
import { expect, test } from "vitest";
import type { Case } from "#response/case/steps/caseState.ts";
import { type CaseStep, isRefused, type StepContext } from "#response/case/steps/caseStep.ts";
import { nextAt, runDueTimers } from "#response/case/steps/caseTimers.ts";
import { type Command, type Life, lives } from "./caseCommands.ts";
import { checkAtRest, checkStep, frozen, Heard } from "./caseInvariants.ts";
import { type Ring, ringIn, type StepCommand, stepOf } from "./caseModel.ts";
import { ContactAnswers } from "./contactAnswers.ts";

/** The cases of one home by the pure steps, as the service keeps them: at most one is open, beside stuck buttons on the technical list. */
class PureHome {
  readonly #life: Life;
  readonly #heard = new Heard();
  readonly #answers = new ContactAnswers();
  readonly #cases: Case[] = [];
  /** Alarms that were open when their case was closed, by case. */
  readonly #closedLast = new Map<string, readonly string[]>();
  #now = Date.parse("2026-11-22T02:00:00Z");
  #ids = 0;

  constructor(life: Life) {
    this.#life = life;
  }

  do(command: Command): void {
    if (command.do === "ring") this.#ring(command);
    else if (command.do === "sticks") this.#sticks(command.nth);
    else if (command.do === "passes") this.#passes(command.seconds);
    else if (command.do === "isDown") this.#now += command.seconds * 1000;
    else this.#step(command);
    for (const one of [...this.#cases]) this.#runDue(one);
  }

  #open(): Case | null {
    return this.#cases.find(({ phase, technical }) => phase.state !== "closed" && !technical) ?? null;
  }

  /** As it is read back after a restart: what is stored is plain JSON. */
  #replace(before: Case, after: Case): void {
    this.#cases[this.#cases.indexOf(before)] = frozen(JSON.parse(JSON.stringify(after)) as Case);
  }

  #context(): StepContext {
    const { settings, contacts } = this.#life;
    return { now: this.#now, settings, contacts, sentenceOf: () => "SOS pressed" };
  }

  #ring(ring: Ring): void {
    const stuck = this.#cases.find((one) => one.technical && one.alarms.some(({ isOpen, rule }) => isOpen && rule === ring.episode));
    if (stuck !== undefined) {
      const alarms = stuck.alarms.map((alarm) => ({ ...alarm, rings: alarm.rings + 1, rangAt: this.#now }));
      this.#replace(stuck, { ...stuck, rings: stuck.rings + 1, alarms });
      return;
    }
    const before = this.#open();
    this.#ids += 1;
    const ids = { caseId: `c${this.#ids}`, alarmId: `a${this.#ids}`, ladderId: `l${this.#ids}` };
    const after = ringIn(before, ring, this.#life, this.#now, ids);
    expect(after.rings).toBe((before?.rings ?? 0) + 1);
    if (before === null) this.#cases.push(frozen(after));
    else this.#replace(before, after);
  }

  #sticks(nth: number): void {
    const before = this.#open();
    if (before === null) return;
    this.#replace(before, { ...before, alarms: before.alarms.map((alarm, index) => (index === nth ? { ...alarm, stuck: true } : alarm)) });
  }

  #passes(seconds: number): void {
    const until = this.#now + seconds * 1000;
    for (;;) {
      const due = this.#cases.map((one) => nextAt(one, this.#life.settings)).filter((at) => at !== null && at <= until);
      if (due.length === 0) break;
      this.#now = Math.max(this.#now, Math.min(...(due as number[])));
      for (const one of [...this.#cases]) this.#runDue(one);
    }
    this.#now = until;
  }

  #step(command: StepCommand): void {
    const before = this.#open() ?? this.#cases.findLast(({ technical }) => !technical);
    if (before === undefined) return;
    const target =
      command.do === "reopen" ? (this.#cases.findLast(({ phase, technical }) => phase.state === "closed" && !technical) ?? before) : before;
    const outcome = stepOf(command, target, this.#life, this.#context(), {
      alarmIds: this.#closedLast.get(target.id) ?? [],
      hasOtherOpenCase: this.#open() !== null && this.#open() !== target,
      answers: this.#answers,
    });
    if (isRefused(outcome)) expect(Object.keys(outcome)).toEqual(["refused"]);
    else {
      this.#answers.note(command, target, outcome, this.#life, this.#context());
      this.#perform(target, outcome);
    }
  }

  #perform(before: Case, step: CaseStep): void {
    checkStep(before, step);
    this.#heard.add(step.notices);
    if (step.case.phase.state === "closed" && before.phase.state !== "closed")
      this.#closedLast.set(
        before.id,
        step.closedAlarms.map(({ alarmId }) => alarmId),
      );
    const moved = new Set(step.movedToTechnical.map(({ alarmId }) => alarmId));
    const [gone, stays] = [step.case.alarms.filter(({ id }) => moved.has(id)), step.case.alarms.filter(({ id }) => !moved.has(id))];
    this.#replace(before, { ...step.case, alarms: stays });
    for (const alarm of gone) {
      const phase = { state: "waiting", centreSince: null, centreSteps: 0 } as const;
      const alarms = [{ ...alarm, isOpen: true }];
      this.#cases.push({ ...step.case, id: `technical ${alarm.id}`, technical: true, phase, rings: alarm.rings, alarms, ladders: [] });
    }
  }

  #runDue(before: Case): void {
    const step = runDueTimers(before, this.#context());
    if (step.case !== before) this.#perform(before, step);
    const after = this.#cases.find(({ id }) => id === before.id) as Case;
    checkAtRest(after, nextAt(after, this.#life.settings), this.#now);
    const again = runDueTimers(after, this.#context());
    expect(again.case).toBe(after);
    expect([again.entries, again.notices]).toEqual([[], []]);
  }
}

test("whatever happens in a home: one holder, always a person or a clock, an outcome for each alarm, a line for each change", () => {
  fc.assert(
    fc.property(lives(40), (life) => {
      const home = new PureHome(life);
      for (const command of life.commands) home.do(command);
    }),
    { numRuns: 2_000 },
  );
});
