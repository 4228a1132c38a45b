import { type Strength, strongest } from "#domain/alarm.ts";
import type { Decided } from "#domain/decision.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import type { Advanced, Engine } from "../engine/engine.ts";
import type { HomeState } from "../engine/homeState.ts";
import { lateGoFirst } from "../engine/lateBurst.ts";
import { pastSince, tooLateMs } from "../engine/lateReadings.ts";

/** Further back nothing is looked for. */
const recordKeptMs = 2 * tooLateMs;

/** An alarm as it would have been, were nobody there to close it: from its first ring until what rang was over. Times in epoch ms. */
export interface PlayedAlarm {
  rule: string;
  episode: string;
  strength: Strength;
  sentence: string;
  deviceId: DeviceId | null;
  raisedAt: number;
  /** When what rang was over; null where it never was. */
  endedAt: number | null;
  rings: number;
  technical: boolean;
  doubtful: boolean;
  story: { at: number; event: "raised" | "rangAgain" | "strengthened" | "told"; text: string; strength: Strength | null }[];
}

export interface Playback {
  take(reading: Reading): void;
  until(time: number): void;
  readonly state: HomeState;
  /** In the order in which they were raised. */
  readonly alarms: readonly PlayedAlarm[];
  readonly faults: readonly Advanced["faults"][number][];
}

/**
 * Runs one home's readings, in order of arrival, through the engine that runs live, and touches nothing. Without `from` it
 * begins as a new home does. It remembers what it was given, for readings that come late.
 */
export function createPlayback(engine: Engine, home: HomeFacts, from?: number): Playback {
  const begun = engine.start(home, from ?? 0);
  const given: Reading[] = [];
  const alarms: PlayedAlarm[] = [];
  const faults: Advanced["faults"][number][] = [];
  const open = new Map<string, PlayedAlarm>();
  const causes = new Set<string>();
  const past = (_: string, since: number): readonly Reading[] => pastSince(given, since);
  /** Too late for the state to tell: put in their place together, as a backlog comes. */
  let old: Reading[] = [];
  let state = begun.state;

  function putOld(): void {
    if (old.length === 0) return;
    const late = old;
    old = [];
    keep(engine.onOld(home, state, late, past));
    const oldest = state.now - recordKeptMs;
    if ((given[0]?.time ?? oldest) < oldest - recordKeptMs) given.splice(0, given.length, ...given.filter(({ time }) => time >= oldest));
  }

  function keep(advanced: Advanced): void {
    state = advanced.state;
    faults.push(...advanced.faults);
    for (const decided of advanced.decided) {
      if (causes.has(decided.cause)) continue;
      causes.add(decided.cause);
      perform(decided);
    }
  }

  function perform({ rule, decision, at, doubtful }: Decided): void {
    const key = `${rule}/${decision.episode}`;
    const alarm = open.get(key);
    if (decision.do === "raise") {
      if (alarm === undefined) {
        const { episode, strength, sentence, deviceId, technical = false } = decision;
        const story: PlayedAlarm["story"] = [{ at, event: "raised", text: sentence, strength }];
        const raised = {
          rule,
          episode,
          strength,
          sentence,
          deviceId,
          raisedAt: at,
          endedAt: null,
          rings: 1,
          technical,
          doubtful: doubtful ?? false,
          story,
        };
        alarms.push(raised);
        open.set(key, raised);
        return;
      }
      const stronger = strongest(alarm.strength, decision.strength) !== alarm.strength;
      if (stronger) {
        alarm.strength = decision.strength;
        alarm.sentence = decision.sentence;
        alarm.deviceId = decision.deviceId;
      }
      alarm.rings += 1;
      alarm.story.push({ at, event: stronger ? "strengthened" : "rangAgain", text: decision.sentence, strength: decision.strength });
    } else if (decision.do === "tell" && alarm !== undefined) {
      alarm.story.push({ at, event: "told", text: decision.text, strength: null });
      if (!decision.ends) return;
      alarm.endedAt = at;
      open.delete(key);
    }
  }

  keep(begun);
  return {
    take(reading) {
      if (lateGoFirst(old, reading, state.wakeAt)) putOld();
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
