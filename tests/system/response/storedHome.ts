import type pg from "pg";
import { expect } from "vitest";
import { asHomeId, type HomeId } from "#domain/ids.ts";
import { inTransaction } from "#platform/database.ts";
import { TimeFrame } from "#platform/timeFrame.ts";
import { createAlarmFeed } from "#response/alarm/alarmFeed.ts";
import { openAlarm } from "#response/alarm/openAlarm.ts";
import { CaseDesk } from "#response/case/caseDesk.ts";
import { readCase } from "#response/case/caseRecord.ts";
import type { Case } from "#response/case/steps/caseState.ts";
import { type CaseStep, isRefused, type StepContext } from "#response/case/steps/caseStep.ts";
import { nextAt, runDueTimers } from "#response/case/steps/caseTimers.ts";
import { runLadder } from "#response/escalation/ladder.ts";
import type { Command, Life } from "#tests/unit/response/case/caseCommands.ts";
import { checkAtRest } from "#tests/unit/response/case/caseInvariants.ts";
import { type Ring, ringIn, type StepCommand, stepOf } from "#tests/unit/response/case/caseModel.ts";
import { ContactAnswers } from "#tests/unit/response/case/contactAnswers.ts";
import { homeOf, planOf } from "#tests/unit/rules/rulesStory.ts";

/** A case with what is stored beside it. */
interface Stored {
  case: Case;
  version: number;
  nextAt: number | null;
  /** Texts of the timeline, without those of rings. */
  lines: string[];
  messages: number;
}

const selectBeside = `SELECT c.version, c.next_at AS "nextAt",
    (SELECT coalesce(jsonb_agg(text ORDER BY id), '[]') FROM case_timeline WHERE case_id = c.id AND cause IS NULL) AS lines,
    (SELECT count(*)::int FROM notification WHERE case_id = c.id AND recipient = 'contact') AS messages
  FROM alarm_case c WHERE c.id = $1`;
const selectCases = `SELECT id::text, state, technical FROM alarm_case c WHERE home_id = $1 ORDER BY c.id`;
const selectCaseOfKey = `SELECT case_id::text AS id FROM alarm WHERE key = $1 AND state = 'open'`;
const selectClosedLast = `SELECT a.id::text FROM alarm a JOIN alarm_case c ON c.id = a.case_id
  WHERE c.id = $1 AND a.state = 'closed' AND a.closed_at = c.closed_at ORDER BY a.id`;
const stickAlarm = `UPDATE alarm SET stuck = true WHERE id = $1`;

/**
 * The cases of one home in the database, as `CaseDesk` and `openAlarm` keep them. After each command the stored case must be what the pure step
 * makes of the one before: the same state, next timer, lines of the timeline and number of messages.
 */
export class StoredHome {
  readonly #pool: pg.Pool;
  readonly #life: Life;
  readonly #id: HomeId;
  readonly #desk: CaseDesk;
  #now = Date.parse("2026-11-22T02:00:00Z");
  readonly #answers = new ContactAnswers();
  #rings = 0;
  #shownVersion = 0;

  constructor(pool: pg.Pool, id: string, life: Life) {
    const { settings, contacts } = life;
    const feed = createAlarmFeed();
    feed.cases$.subscribe(({ version }) => {
      this.#shownVersion = version;
    });
    this.#pool = pool;
    this.#life = life;
    this.#id = asHomeId(id);
    this.#desk = new CaseDesk({
      pool,
      timeFrame: new TimeFrame(),
      feed,
      now: () => this.#now,
      settings: () => settings,
      contactsOf: () => contacts,
      homeOf: () => undefined,
    });
  }

  async do(command: Command): Promise<void> {
    if (command.do === "ring") await this.#ring(command);
    else if (command.do === "sticks") await this.#sticks(command.nth);
    else if (command.do === "passes") await this.#passes(command.seconds);
    else if (command.do === "isDown") this.#now += command.seconds * 1000;
    else await this.#step(command);
    await this.#runDue();
  }

  #context(): StepContext {
    const { settings, contacts } = this.#life;
    return { now: this.#now, settings, contacts, sentenceOf: () => "SOS pressed" };
  }

  async #cases(): Promise<{ id: string; state: string; technical: boolean }[]> {
    return (await this.#pool.query(selectCases, [this.#id])).rows;
  }

  async #read(id: string): Promise<Stored> {
    return inTransaction(this.#pool, async (client) => {
      const stored = await readCase(client, id);
      const { rows } = await client.query(selectBeside, [id]);
      return { case: stored?.case as Case, ...rows[0] };
    });
  }

  async #openCase(): Promise<Stored | null> {
    const open = (await this.#cases()).find(({ state, technical }) => state !== "closed" && !technical);
    return open === undefined ? null : this.#read(open.id);
  }

  async #ring(ring: Ring): Promise<void> {
    const { episode, priority } = ring;
    const key = `${this.#id}/${episode}/${episode}`;
    const of = (await this.#pool.query<{ id: string }>(selectCaseOfKey, [key])).rows[0];
    const before = of === undefined ? await this.#openCase() : await this.#read(of.id);
    this.#rings += 1;
    const decision = { do: "raise", episode, priority, sentence: "SOS pressed", deviceId: null } as const;
    const decided = { rule: episode, decision, cause: `${key}/${this.#rings}`, at: this.#now };
    const home = { ...homeOf([], "live", { plan: planOf({}, this.#life.plan) }), id: this.#id };
    const answering = { settings: this.#life.settings, contactsOf: () => this.#life.contacts };
    await inTransaction(this.#pool, (client) => openAlarm(client, { home, decided, overdueMs: 0 }, this.#now, answering));
    const id = (await this.#pool.query<{ id: string }>(selectCaseOfKey, [key])).rows[0]?.id as string;
    const after = await this.#read(id);
    const expected = before?.case.technical
      ? { ...before.case, rings: before.case.rings + 1, alarms: rungTechnical(before.case, this.#now) }
      : ringIn(before?.case ?? null, ring, this.#life, this.#now, { caseId: id, alarmId: "new", ladderId: "new" });
    expect(comparable(after.case)).toEqual(comparable({ ...expected, homeId: this.#id }));
    expect(after.version).toBe((before?.version ?? 0) + 1);
    const isNewLadder = after.case.ladders.length > (before?.case.ladders.length ?? 0);
    const runs = isNewLadder && after.case.phase.state === "waiting" ? this.#firstRuns(after.case, priority === "critical") : [];
    expect(after.messages - (before?.messages ?? 0)).toBe(runs.flatMap(({ messages }) => messages).length);
  }

  #firstRuns({ ladders }: Case, isCritical: boolean) {
    return runLadder({ policy: ladders.at(-1)?.steps ?? [], isCritical }, 0, this.#now, this.#life.contacts).runs;
  }

  async #sticks(nth: number): Promise<void> {
    const alarm = (await this.#openCase())?.case.alarms[nth];
    if (alarm !== undefined) await this.#pool.query(stickAlarm, [alarm.id]);
  }

  async #passes(seconds: number): Promise<void> {
    const until = this.#now + seconds * 1000;
    for (;;) {
      const all = await Promise.all((await this.#cases()).map(({ id }) => this.#read(id)));
      const due = all.map((one) => nextAt(one.case, this.#life.settings)).filter((at) => at !== null && at <= until);
      if (due.length === 0) break;
      this.#now = Math.max(this.#now, Math.min(...(due as number[])));
      await this.#runDue();
    }
    this.#now = until;
  }

  async #step(command: StepCommand): Promise<void> {
    const queue = (await this.#cases()).filter(({ technical }) => !technical);
    const open = queue.find(({ state }) => state !== "closed");
    const target = command.do === "reopen" ? (queue.findLast(({ state }) => state === "closed") ?? open) : (open ?? queue.at(-1));
    if (target === undefined) return;
    const before = await this.#read(target.id);
    const closedLast = (await this.#pool.query<{ id: string }>(selectClosedLast, [target.id])).rows.map(({ id }) => id);
    const facts = { alarmIds: closedLast, hasOtherOpenCase: open !== undefined && open !== target, answers: this.#answers };
    let step: CaseStep | null = null;
    await this.#desk.perform(target.id, ({ case: stored }, context) => {
      expect(stored).toEqual(before.case);
      const outcome = stepOf(command, stored, this.#life, context, facts);
      step = isRefused(outcome) ? null : outcome;
      if (!isRefused(outcome)) this.#answers.note(command, stored, outcome, this.#life, context);
      return outcome;
    });
    await this.#compare(before, step);
  }

  /** `step` null: it was refused. */
  async #compare(before: Stored, step: CaseStep | null): Promise<void> {
    const after = await this.#read(before.case.id);
    if (step === null) {
      expect(after).toEqual(before);
      return;
    }
    const moved = new Set(step.movedToTechnical.map(({ alarmId }) => alarmId));
    const expected = { ...step.case, alarms: step.case.alarms.filter(({ id }) => !moved.has(id)) };
    expect(comparable(after.case)).toEqual(comparable(expected));
    expect(after.lines.slice(before.lines.length)).toEqual(step.entries.map(({ text }) => text));
    const messages = step.notices.flatMap(({ to }) => (typeof to === "string" ? [] : to));
    expect(after.messages - before.messages).toBe(messages.length);
    expect(after.nextAt).toBe(nextAt(after.case, this.#life.settings));
    if (after.version !== before.version) expect(this.#shownVersion).toBe(after.version);
    else expect(step.entries).toEqual([]);
  }

  async #runDue(): Promise<void> {
    const before = await Promise.all((await this.#cases()).map(({ id }) => this.#read(id)));
    for (let looks = 0; (await this.#desk.runOneDue()) === "ran"; looks += 1) expect(looks).toBeLessThan(50);
    for (const one of before) {
      const step = runDueTimers(one.case, this.#context());
      const after = await this.#read(one.case.id);
      if (step.case === one.case) expect(comparable(after.case)).toEqual(comparable(one.case));
      else {
        expect(comparable(after.case)).toEqual(comparable(step.case));
        expect(after.lines.slice(one.lines.length)).toEqual(step.entries.map(({ text }) => text));
      }
      checkAtRest(after.case, after.nextAt, this.#now);
      expect(after.nextAt).toBe(nextAt(after.case, this.#life.settings));
    }
  }
}

const rungTechnical = ({ alarms }: Case, now: number) => alarms.map((alarm) => ({ ...alarm, rings: alarm.rings + 1, rangAt: now }));

/** Alarms and ladders by their place: the database gives them ids. */
function comparable(one: Case): unknown {
  const placeOf = (alarmId: string): number => one.alarms.findIndex(({ id }) => id === alarmId);
  return {
    ...one,
    alarms: one.alarms.map((alarm, place) => ({ ...alarm, id: place })),
    ladders: one.ladders.map(({ id: _id, alarmId, ...ladder }) => ({ ...ladder, alarm: placeOf(alarmId) })),
  };
}
