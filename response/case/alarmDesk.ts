import type pg from "pg";
import type { AlarmView, Author } from "#domain/alarm.ts";
import { alarmsOfCase } from "#domain/answering/case.ts";
import type { AlarmId } from "#domain/ids.ts";
import { type AlarmLists, createAlarmLists } from "./alarmLists.ts";
import type { CaseAnswer, CaseDesk, Step } from "./caseDesk.ts";
import type { Holder } from "./steps/caseState.ts";
import { closeAlarm, type OutcomeOf } from "./steps/closing.ts";
import { claim } from "./steps/holding.ts";
import { addNote } from "./steps/recording.ts";

/** The alarm after the action, or why the action was refused. */
export type DeskAnswer =
  | { ok: true; alarm: AlarmView }
  | { ok: false; why: "unknown" | "closed" | "rangAgain" }
  | { ok: false; why: "held"; heldBy: Author };

/**
 * The actions on one alarm, as steps of its case (`CaseDesk`): a claim claims the case, and the case is closed with its last alarm.
 *
 * | action | allowed | refused |
 * |---|---|---|
 * | claim | while open and unclaimed; again by the operator who claimed it (changes nothing) | `held`: another operator claimed the case; `closed` |
 * | note | always, also after the close and while another operator has claimed the case | never |
 * | close | while open and unclaimed, or by the operator who claimed the case | `held`, `closed`, `rangAgain` |
 *
 * Example: Robin has seen 1 ring and closes with `rings: 1`. In between the pendant is pressed again, and the alarm has 2 rings. Robin gets
 * `rangAgain` (409), the alarm stays open, and Robin sees the second press. So no press is closed unseen (docs/guarantees.md, 5).
 */
export class AlarmDesk {
  readonly list: AlarmLists["list"];
  readonly counts: AlarmLists["counts"];
  readonly get: AlarmLists["get"];
  readonly #pool: pg.Pool;
  readonly #cases: CaseDesk;
  readonly #outcomeOf: OutcomeOf;

  constructor({ pool, cases, outcomeOf }: { pool: pg.Pool; cases: CaseDesk; outcomeOf: OutcomeOf }) {
    const lists = createAlarmLists(pool);
    this.list = lists.list;
    this.counts = lists.counts;
    this.get = lists.get;
    this.#pool = pool;
    this.#cases = cases;
    this.#outcomeOf = outcomeOf;
  }

  claim(id: AlarmId, by: Holder): Promise<DeskAnswer> {
    return this.#perform(id, ({ case: before }, context) => {
      const isOpen = before.alarms.some((alarm) => alarm.id === id && alarm.isOpen);
      return isOpen ? claim(before, by, context) : { refused: "closed" };
    });
  }

  note(id: AlarmId, by: Author, text: string): Promise<DeskAnswer> {
    return this.#perform(id, ({ case: before }, context) => addNote(before, by, { text, alarmId: id }, context));
  }

  /** `rings` is how many rings the operator has seen; left out, the alarm is closed however often it rang. */
  close(id: AlarmId, by: Author, { outcome, text = "", rings }: { outcome: string; text?: string; rings?: number }): Promise<DeskAnswer> {
    const closing = { alarmId: id, outcome, note: text, rings, outcomeOf: this.#outcomeOf };
    return this.#perform(id, ({ case: before }, context) => closeAlarm(before, by, closing, context));
  }

  async #perform(id: AlarmId, step: Step): Promise<DeskAnswer> {
    const caseId = await this.#caseOf(id);
    if (caseId === undefined) return { ok: false, why: "unknown" };
    const answer = await this.#cases.perform(caseId, step);
    if (!answer.ok) return refusalOf(answer);
    // A stuck button that was closed as technical is in another case now.
    const alarm = alarmsOfCase(answer.case).find((one) => one.id === id) ?? (await this.get(id));
    return alarm === null ? { ok: false, why: "unknown" } : { ok: true, alarm };
  }

  async #caseOf(id: AlarmId): Promise<string | undefined> {
    const { rows } = await this.#pool.query<{ id: string }>("SELECT case_id::text AS id FROM alarm WHERE id = $1", [id]);
    return rows[0]?.id;
  }
}

function refusalOf(answer: Exclude<CaseAnswer, { ok: true }>): DeskAnswer {
  if (answer.why === "unknown") return { ok: false, why: "unknown" };
  if (answer.why === "held" && answer.heldBy !== null) return { ok: false, why: "held", heldBy: answer.heldBy };
  return { ok: false, why: answer.why === "rangAgain" ? "rangAgain" : "closed" };
}
