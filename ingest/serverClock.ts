import type pg from "pg";
import { type Subscription, timer } from "rxjs";
import type { CaseView } from "#domain/answering/case.ts";
import type { ServerStep } from "#domain/time/serverStep.ts";
import { inTransaction } from "#platform/database.ts";
import { type Jump, SteadyClock } from "#platform/steadyClock.ts";
import { moveCaseTimers, moveEntriesBack, moveFutureEntries } from "#response/alarm/futureEntries.ts";
import { casesById } from "#response/case/caseViews.ts";
import { recordIncident } from "#response/incident/serviceIncidents.ts";
import { lastPosition, saveClockMark, stepWhileDown } from "./journal/clockMark.ts";
import { readServerSteps, recordServerStep, type ServerSteps } from "./journal/serverSteps.ts";
import { faultOf, type Writer } from "./journal/writer.ts";
import { moveListeningTimes } from "./listening/listeningMark.ts";
import type { Pipeline } from "./pipeline.ts";

const saveMarkEveryMs = 5_000;
/** An action of staff that was under way is over by then. */
const underWayMs = 5_000;

/**
 * Makes the pipeline follow when the server's clock is set (docs/guarantees.md, 15).
 *
 * A step is recorded between two batches, in a separate transaction, at a position of the journal that no reading has. So each reading is
 * in one time frame, and recovery finds the frames again. After the commit, and in one go, the service's clock moves, and with it everything
 * in memory that has a time: what waits in the queue, unrecorded presses, wake times, device clocks. The states of homes follow
 * one by one, each before its next step (`DecidingHome`): a hundred thousand states take seconds.
 *
 * `connect` does the same for a clock that was set while the service was down.
 *
 * Example. Suspected fall at 10:00:00. At 10:00:05 NTP sets the clock back by a day. At 10:00:15 the step has lasted: it is recorded at position
 * 812. The home's wake time moves from 10:00:20 to 10:00:20 yesterday, in 5 seconds. The tick moves the home's state and fires the timer.
 */
export class ServerClock {
  readonly #pipeline: Pipeline;
  /** Null for a clock that no one sets, such as virtual time. */
  readonly #clock: SteadyClock | null;
  #isDue = false;
  /** The step that was sent to the database last, if its answer did not come. */
  #unanswered: ServerStep | null = null;

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
    const { clock } = pipeline.options;
    this.#clock = clock instanceof SteadyClock ? clock : null;
  }

  start(): Subscription {
    const { clock, pool, log } = this.#pipeline.options;
    const all = timer(saveMarkEveryMs, saveMarkEveryMs, clock).subscribe(() =>
      this.saveMark(pool).catch((error: unknown) =>
        log.debug({ err: error }, "the clock's mark could not be saved; the next try is in 5 s"),
      ),
    );
    all.add(
      this.#clock?.stepStands$.subscribe(() => {
        this.#isDue = true;
        this.#pipeline.startCommitting();
      }),
    );
    all.add(this.#clock?.wentBack$.subscribe((jump) => this.#jumped(jump)));
    all.add(this.#clock?.moved$.subscribe(() => this.#pipeline.wakeTimer.arm()));
    return all;
  }

  /** A step waits to be recorded. */
  get isDue(): boolean {
    return this.#isDue;
  }

  /** Notes what time it is, for a start after a kill. */
  async saveMark(client: pg.ClientBase | pg.Pool, position = this.#pipeline.journalPosition): Promise<void> {
    if (this.#clock !== null) await saveClockMark(client, { ...this.#present(this.#clock), position });
  }

  /** Call it between two batches. Throws if the database is away. */
  async follow(): Promise<void> {
    this.#isDue = false;
    const { writer, journalPosition, options } = this.#pipeline;
    const byMs = this.#clock?.standingStepMs ?? null;
    if (this.#clock === null || byMs === null || writer === null) return;
    const step = { position: journalPosition + 1, at: this.#clock.now(), byMs };
    try {
      this.#unanswered = step;
      const cases = await options.timeFrame.change(async () => {
        const moved = await this.#record(writer, step, this.#pipeline.serverSteps);
        this.#adopt(step);
        return moved;
      });
      this.#pipeline.followServerStep(step);
      for (const one of cases) options.feed.caseChanged(one);
      this.#pipeline.showIncidents();
      if (byMs < 0) timer(underWayMs, options.clock).subscribe(() => this.#moveLateEntries(step));
    } catch (error) {
      if (faultOf(error) === "away") throw error;
      this.#unanswered = null;
      options.log.error(
        { err: error, byMs },
        "a step of the server's clock could not be recorded: the service keeps its time and tries again in a second",
      );
    }
  }

  /** Reads the time frames of the journal, and adds one if the server's clock was set while nothing was recorded. Call it before recovery. */
  async connect(writer: Writer): Promise<ServerSteps> {
    let steps = await readServerSteps(writer);
    const unanswered = this.#unanswered;
    this.#unanswered = null;
    if (unanswered !== null && steps.all.some(({ position, byMs }) => position === unanswered.position && byMs === unanswered.byMs)) {
      this.#adopt(unanswered);
      this.#pipeline.moveTimes(unanswered.byMs);
    }
    if (this.#clock === null) return steps;
    const found = await stepWhileDown(writer, steps, this.#present(this.#clock));
    if (found === null) {
      const last = steps.all.at(-1);
      if (last !== undefined && last.byMs < 0) await moveFutureEntries(writer, this.#clock.now(), last);
      return steps;
    }
    const step = { ...found, position: (await lastPosition(writer)) + 1 };
    await this.#record(writer, step, steps);
    steps = steps.with(step);
    this.#report(step);
    return steps;
  }

  /** The cases whose times were moved. */
  async #record(writer: Writer, step: ServerStep, before: ServerSteps): Promise<CaseView[]> {
    const now = step.at + step.byMs;
    await writer.begin();
    try {
      await recordServerStep(writer, step);
      const moved =
        step.byMs < 0 ? await moveFutureEntries(writer, now, step) : await moveEntriesBack(writer, now, step.byMs, before.all.at(-1));
      const cases = await casesById(writer, moved);
      await moveCaseTimers(writer, step.byMs);
      await moveListeningTimes(writer, step.byMs);
      await recordIncident(writer, { kind: "clockStep", from: now, to: now, text: stepText(step.byMs), shown: true });
      if (this.#clock !== null) await saveClockMark(writer, { ...this.#present(this.#clock), at: now, position: step.position });
      await writer.query("COMMIT");
      return cases;
    } catch (error) {
      await writer.query("ROLLBACK").catch(() => {});
      throw error;
    }
  }

  /** What a member of staff was writing during the step has the time before it. */
  #moveLateEntries(step: ServerStep): void {
    const { clock, feed, pool, log } = this.#pipeline.options;
    inTransaction(pool, async (client) => casesById(client, await moveFutureEntries(client, clock.now(), step))).then(
      (cases) => {
        for (const one of cases) feed.caseChanged(one);
      },
      (error: unknown) => log.debug({ err: error }, "entries that are dated in the future could not be moved; the next start moves them"),
    );
  }

  #adopt(step: ServerStep): void {
    this.#clock?.adoptStep(step.byMs);
    this.#report(step);
  }

  #present(clock: SteadyClock) {
    return { at: clock.now(), boot: clock.boot, elapsedMs: clock.elapsed() };
  }

  #jumped({ byMs, forMs }: Jump): void {
    const { clock, log, pool } = this.#pipeline.options;
    const to = clock.now();
    recordIncident(pool, { kind: "clockStep", from: to - forMs, to, text: jumpText(byMs, forMs), shown: true }).then(
      () => this.#pipeline.showIncidents(),
      (error: unknown) => log.debug({ err: error }, "a jump of the server's clock could not be shown to staff; the log has it"),
    );
  }

  #report({ at, byMs }: ServerStep): void {
    this.#pipeline.options.log.warn(
      { byMs, from: new Date(at), to: new Date(at + byMs) },
      `the server's clock was set ${byMs < 0 ? "back" : "forward"}: all waits keep their length, and times recorded before it may be wrong; check what sets the clock (NTP)`,
    );
  }
}

const stepText = (byMs: number): string =>
  `The server's clock was set ${byMs < 0 ? "back" : "forward"} by ${durationText(byMs)}. Times before it may be wrong.`;

const jumpText = (byMs: number, forMs: number): string =>
  `The server's clock was ${durationText(byMs)} ${byMs < 0 ? "slow" : "fast"} for ${durationText(forMs)}. Link Line did not follow it.`;

/** "40 s", "90 min", "26 h", "15 days". */
function durationText(milliseconds: number): string {
  const seconds = Math.round(Math.abs(milliseconds) / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
