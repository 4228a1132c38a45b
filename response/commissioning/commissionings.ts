import type pg from "pg";
import { type Observable, Subject } from "rxjs";
import type { Author } from "#domain/alarm.ts";
import type { AnsweringSettings } from "#domain/answering/answeringSettings.ts";
import type { CaseView } from "#domain/answering/case.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import { wallClock } from "#domain/time/wallClock.ts";
import type { Clock } from "#platform/clock.ts";
import { inTransaction } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import type { AlarmFeedWriter } from "../alarm/alarmFeed.ts";
import { type Answering, openAlarm } from "../alarm/openAlarm.ts";
import { lockHome } from "../alarm/raiseAlarm.ts";
import type { CaseAnswer, CaseDesk } from "../case/caseDesk.ts";
import { casesByCause, casesById } from "../case/caseViews.ts";
import { answeredAsTest } from "../case/steps/answeredAsTest.ts";
import { CommissioningClock } from "./commissioningClock.ts";
import {
  dueCommissionings,
  handOpenCase,
  lockCommissioning,
  openCaseOf,
  readCommissioning,
  writeBegin,
  writeEnd,
  writeMessage,
} from "./commissioningRows.ts";
import { commissioningRule, EmptyHomes } from "./emptyHomes.ts";
import { readUntested } from "./walkTest.ts";

const linkLine: Author = { id: "service", name: "Link Line" };

/** Why commissioning ends: a person says so; a person says that a call is real; its time is over; an urgent or critical alarm had no answer. */
export type EndReason = "person" | "real" | "time" | "unanswered";

const atCentreTexts: Record<EndReason, string> = {
  person: "Commissioning ended, and no installer said that this was a test: at the centre",
  real: "The installer says that this is real: at the centre",
  time: "Commissioning ended by itself, and no installer said that this was a test: at the centre",
  unanswered: "In commissioning, and the installer did not answer: at the centre",
};

export interface CommissioningNeeds {
  pool: pg.Pool;
  feed: Pick<AlarmFeedWriter, "caseChanged">;
  answering: Answering;
  cases: CaseDesk;
  homeOf: (id: HomeId) => HomeFacts | undefined;
  /** Commits a change of the home's record together with its rule states; memory follows. Not `ok`: nothing was changed. */
  changeHome: <Answer extends { ok: boolean }>(id: HomeId, write: (client: pg.ClientBase) => Promise<Answer>) => Promise<Answer>;
  settings: () => AnsweringSettings;
  clock: Clock;
  log: Log;
}

export type Begun = { ok: true } | { ok: false; why: "unknown" | "openCase" | "otherMode" };
type Ended = { ok: true; causes: string[]; caseIds: string[] } | { ok: false };

/**
 * Homes in commissioning: an installer is at work, and their alarms ring no operator. The installer's phone shows each call; the installer says
 * that it was a test, or that it is real. The state ends by itself, because no home may be left unwatched. Its times are columns of the home.
 *
 * Whenever it ends, the home is live in the same transaction, and a call without an answer goes to the centre, where every desk rings.
 *
 * Example: begun at 12:00. The pendant is pressed at 12:10, and the installer says "It was my test": closed as a test call. Smoke at 12:20, and the
 * installer has left the phone in the car: at 12:30 the home is live, and the smoke rings every desk. Without smoke it is live at 16:00, if it has a
 * device; without one it stays in commissioning (emptyHomes.ts).
 */
export class Commissionings {
  readonly #needs: CommissioningNeeds;
  readonly #timers: CommissioningClock;
  readonly #empty: EmptyHomes;
  readonly #changed = new Subject<HomeId>();
  /** A home whose commissioning has begun or ended. */
  readonly changed$: Observable<HomeId> = this.#changed.asObservable();

  constructor(needs: CommissioningNeeds) {
    this.#needs = needs;
    this.#empty = new EmptyHomes(needs);
    this.#timers = new CommissioningClock({ ...needs, runDue: () => this.runDue() });
  }

  start(): void {
    this.#timers.start();
  }

  stop(): void {
    this.#timers.stop();
  }

  /** Begins, or begins the time again. A live home with an open case stays live: its call must not fall silent. */
  async begin(homeId: HomeId, by: Author): Promise<Begun> {
    const { changeHome, settings, clock } = this.#needs;
    const begun = await changeHome<Begun>(homeId, async (client) => {
      await client.query(lockHome, [homeId]);
      const state = await lockCommissioning(client, homeId);
      if (state === null) return { ok: false, why: "unknown" };
      if (state.mode !== "live" && state.mode !== "commissioning") return { ok: false, why: "otherMode" };
      if (state.mode === "live" && (await openCaseOf(client, homeId)) !== null) return { ok: false, why: "openCase" };
      const times = { now: clock.now(), until: clock.now() + settings().commissioningSeconds * 1000 };
      await writeBegin(client, homeId, state.mode, times, by);
      return { ok: true };
    });
    if (begun.ok) this.#changed.next(homeId);
    return begun;
  }

  /** The home is live from now on. False: it was not in commissioning. */
  async end(homeId: HomeId, reason: EndReason, by: Author | null): Promise<boolean> {
    const { pool, changeHome, homeOf, feed } = this.#needs;
    const home = homeOf(homeId);
    if (home === undefined) return false;
    const ended = await changeHome<Ended>(homeId, (client) => this.#write(client, home, reason, by));
    if (!ended.ok) return false;
    const changed = await inTransaction(
      pool,
      async (client): Promise<CaseView[]> => [...(await casesById(client, ended.caseIds)), ...(await casesByCause(client, ended.causes))],
    );
    for (const one of changed) feed.caseChanged(one);
    this.#changed.next(homeId);
    return true;
  }

  /** The installer says that a call was a test. It closes as a test call, and counts as the test of the home. */
  async wasTest(home: HomeFacts, caseId: string, by: Author, rings: number): Promise<CaseAnswer> {
    return this.#needs.cases.perform(
      caseId,
      (stored, { now }, mode: string | undefined) => {
        if (stored.case.homeId !== home.id || mode !== "commissioning") return { refused: "tooLate" };
        return answeredAsTest(stored.case, by, rings, now);
      },
      async (client) => (await readCommissioning(client, home.id))?.mode,
    );
  }

  /** Gives homes that are new in commissioning their time, and ends what is due. A home that fails, such as a locked one, holds up no other. */
  async runDue(): Promise<void> {
    const { pool, clock, settings } = this.#needs;
    const now = clock.now();
    const { commissioningSeconds, commissioningCallSeconds } = settings();
    await this.#empty.stamp(now, now + commissioningSeconds * 1000);
    const faults: unknown[] = [];
    for (const { id, isOver, isEmpty } of await dueCommissionings(pool, now, now - commissioningCallSeconds * 1000))
      await this.#endDue(id as HomeId, isOver, isEmpty).catch((fault: unknown) => faults.push(fault));
    if (faults.length > 0) throw faults[0];
  }

  async #endDue(id: HomeId, isOver: boolean, isEmpty: boolean): Promise<void> {
    if (isEmpty) await this.#empty.leave(id);
    else await this.end(id, isOver ? "time" : "unanswered", null);
  }

  async #write(client: pg.ClientBase, home: HomeFacts, reason: EndReason, by: Author | null): Promise<Ended> {
    const now = this.#needs.clock.now();
    await client.query(lockHome, [home.id]);
    const state = await lockCommissioning(client, home.id);
    if (state?.mode !== "commissioning") return { ok: false };
    // Before the end is in the history: it asks whether the home was live before.
    const untested = await readUntested(client, home, state.since ?? now);
    await writeEnd(client, home.id, now, by ?? linkLine);
    const caseIds = await handOpenCase(client, home.id, now, atCentreTexts[reason], by);
    const sentence = endSentence(home, reason, untested, now);
    if (by === null && state.byId !== null) await writeMessage(client, home.id, now, state.byId, `${home.name}: ${sentence}`);
    if (by !== null && untested.length === 0) return { ok: true, caseIds, causes: [] };
    const cause = `${home.id}/${commissioningRule}/${now}`;
    const decision = { do: "raise", episode: "ended", priority: "info", sentence, deviceId: null, technical: true } as const;
    const decided = { rule: commissioningRule, decision, cause, at: now };
    await openAlarm(client, { home: { ...home, mode: "live" }, decided, overdueMs: 0 }, now, this.#needs.answering);
    return { ok: true, caseIds, causes: [cause] };
  }
}

const endTexts: Record<EndReason, string> = {
  person: "Commissioning was ended",
  real: "Commissioning ended because a call is real",
  time: "Commissioning ended by itself",
  unanswered: "Commissioning ended because an alarm had no answer",
};

/** "Commissioning ended by itself at 16:00; the home is live. Not tested: Kitchen smoke, hall door" */
function endSentence({ timezone }: HomeFacts, reason: EndReason, untested: readonly string[], now: number): string {
  const rest = untested.length === 0 ? "Every device was tested" : `Not tested: ${untested.join(", ")}`;
  return `${endTexts[reason]} at ${wallClock(now, timezone)}; the home is live. ${rest}`;
}
