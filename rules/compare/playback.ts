import type { Priority } from "#domain/alarm.ts";
import type { CausedDecision } from "#domain/decision.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { Reading } from "#domain/reading.ts";
import { firstRing, type Ring, type RungAlarm, ringAgain } from "#domain/ring.ts";
import type { Engine, StepResult } from "../engine/engine.ts";
import { HomeRun, type HomeRunListener } from "../engine/homeRun.ts";
import type { HomeState } from "../engine/homeState.ts";
import { sinceTheBeginning } from "../engine/replayWindow.ts";
import type { RuleFault } from "../engine/ruleFault.ts";

/** An alarm as the rules raise it when no operator closes it: from its first ring until the rule ends the episode. Times in epoch ms. */
export interface PlayedAlarm extends RungAlarm {
  rule: string;
  episode: string;
  raisedAt: number;
  /** When the rule ended the episode; null where it did not. */
  endedAt: number | null;
  technical: boolean;
  timeline: { at: number; event: "raised" | "rangAgain" | "priorityRaised" | "note"; text: string; priority: Priority | null }[];
}

/**
 * Plays the readings of one home, in order of arrival, through the engine that runs live, and writes nothing. Without `from` (epoch ms) the
 * home is new. An error of the engine is thrown.
 */
export class Playback implements HomeRunListener {
  readonly #home: HomeFacts;
  readonly #run: HomeRun;
  readonly #alarms: PlayedAlarm[] = [];
  readonly #open = new Map<string, PlayedAlarm>();
  /** Each cause counts once, as in the database. */
  readonly #causes = new Set<string>();
  readonly faults: RuleFault[] = [];

  constructor(engine: Engine, home: HomeFacts, from = 0) {
    this.#home = home;
    const started = engine.start(home, from);
    this.#run = new HomeRun(engine, home, started.state, this, sinceTheBeginning);
    this.onStep(started);
  }

  take(reading: Reading): void {
    this.#run.take(reading);
  }

  until(time: number): void {
    this.#run.tick(time);
  }

  get state(): HomeState {
    this.#run.finish();
    return this.#run.state;
  }

  /** In the order in which they were raised. */
  get alarms(): readonly PlayedAlarm[] {
    this.#run.finish();
    return this.#alarms;
  }

  onStep({ decided, faults }: StepResult): void {
    this.faults.push(...faults);
    for (const one of decided) {
      if (this.#causes.has(one.cause)) continue;
      this.#causes.add(one.cause);
      this.#perform(one);
    }
  }

  onFailure(error: unknown): void {
    throw error;
  }

  /** Cannot happen: the run's window has no limit. */
  onLateReadingsNotJudged(): void {}

  #perform(decided: CausedDecision): void {
    const { rule, decision, at } = decided;
    if (decision.do === "raise") this.#ring(decided);
    const key = `${rule}/${decision.episode}`;
    const alarm = this.#open.get(key);
    if (decision.do !== "addNote" || alarm === undefined) return;
    alarm.timeline.push({ at, event: "note", text: decision.text, priority: null });
    if (!decision.endsEpisode) return;
    alarm.endedAt = at;
    this.#open.delete(key);
  }

  #ring({ rule, decision, at, doubtful = false }: CausedDecision): void {
    if (decision.do !== "raise") return;
    const { episode, priority, sentence, deviceId, technical = false, repeated = false } = decision;
    const ring: Ring = {
      at,
      priority,
      sentence,
      deviceId,
      doubtful,
      firstResponder: technical ? "centre" : this.#home.plan.route[priority],
    };
    const line = { at, text: sentence, priority };
    const key = `${rule}/${episode}`;
    const alarm = this.#open.get(key);
    if (alarm === undefined) {
      const timeline: PlayedAlarm["timeline"] = [{ ...line, event: "raised" }];
      const raised: PlayedAlarm = { ...firstRing(ring), rule, episode, raisedAt: at, endedAt: null, technical, timeline };
      this.#alarms.push(raised);
      this.#open.set(key, raised);
      return;
    }
    if (repeated) return;
    const { alarm: rung, event } = ringAgain(alarm, ring);
    Object.assign(alarm, rung);
    alarm.timeline.push({ ...line, event });
  }
}
