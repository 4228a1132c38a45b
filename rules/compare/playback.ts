import type { Priority } from "#domain/alarm.ts";
import type { CausedDecision } from "#domain/decision.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { Reading } from "#domain/reading.ts";
import { firstRing, type Ring, type RungAlarm, ringAgain } from "#domain/ring.ts";
import type { Engine, StepResult } from "../engine/engine.ts";
import type { HomeState } from "../engine/homeState.ts";
import { lateReadingsComeFirst } from "../engine/lateBurst.ts";
import { allowedLatenessMs, replayWindowSince } from "../engine/lateReadings.ts";

/** Further back nothing is looked for. */
const recordKeptMs = 2 * allowedLatenessMs;

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

export interface Playback {
  take(reading: Reading): void;
  until(time: number): void;
  readonly state: HomeState;
  /** In the order in which they were raised. */
  readonly alarms: readonly PlayedAlarm[];
  readonly faults: readonly StepResult["faults"][number][];
}

/**
 * Runs one home's readings, in order of arrival, through the engine that runs live, and touches nothing. Without `from` it
 * begins as a new home does. It remembers what it was given, for readings that come late.
 */
export function createPlayback(engine: Engine, home: HomeFacts, from?: number): Playback {
  const begun = engine.start(home, from ?? 0);
  const given: Reading[] = [];
  const alarms: PlayedAlarm[] = [];
  const faults: StepResult["faults"][number][] = [];
  const open = new Map<string, PlayedAlarm>();
  const causes = new Set<string>();
  const past = (_: string, since: number): readonly Reading[] => replayWindowSince(given, since);
  /** Too late for the state to tell: put in their place together, as a backlog comes. */
  let old: Reading[] = [];
  let state = begun.state;

  function putOld(): void {
    if (old.length === 0) return;
    const late = old;
    old = [];
    keep(engine.onLateReadings(home, state, late, past));
    const oldest = state.now - recordKeptMs;
    if ((given[0]?.time ?? oldest) < oldest - recordKeptMs) given.splice(0, given.length, ...given.filter(({ time }) => time >= oldest));
  }

  function keep(advanced: StepResult): void {
    state = advanced.state;
    faults.push(...advanced.faults);
    for (const decided of advanced.decided) {
      if (causes.has(decided.cause)) continue;
      causes.add(decided.cause);
      perform(decided);
    }
  }

  function perform({ rule, decision, at, doubtful = false }: CausedDecision): void {
    const key = `${rule}/${decision.episode}`;
    const alarm = open.get(key);
    if (decision.do === "raise") {
      const { episode, priority, sentence, deviceId, technical = false } = decision;
      const ring: Ring = { at, priority, sentence, deviceId, doubtful, firstResponder: technical ? "centre" : home.plan.route[priority] };
      const line = { at, text: sentence, priority };
      if (alarm === undefined) {
        const timeline: PlayedAlarm["timeline"] = [{ ...line, event: "raised" }];
        const raised: PlayedAlarm = { ...firstRing(ring), rule, episode, raisedAt: at, endedAt: null, technical, timeline };
        alarms.push(raised);
        open.set(key, raised);
        return;
      }
      const { alarm: rung, event } = ringAgain(alarm, ring);
      Object.assign(alarm, rung);
      alarm.timeline.push({ ...line, event });
    } else if (decision.do === "addNote" && alarm !== undefined) {
      alarm.timeline.push({ at, event: "note", text: decision.text, priority: null });
      if (!decision.endsEpisode) return;
      alarm.endedAt = at;
      open.delete(key);
    }
  }

  keep(begun);
  return {
    take(reading) {
      if (lateReadingsComeFirst(old, reading, state.wakeAt)) putOld();
      const advanced = engine.onReading(home, state, reading);
      given.push(reading);
      if (advanced.isOld) old.push(reading);
      keep(advanced);
    },
    until(time) {
      putOld();
      keep(engine.onTime(home, state, time));
    },
    get state() {
      putOld();
      return state;
    },
    get alarms() {
      putOld();
      return alarms;
    },
    faults,
  };
}
