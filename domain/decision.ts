import type { Strength } from "./alarm.ts";
import type { DeviceId } from "./ids.ts";

/**
 * What a rule concluded, as data; the shell performs it inside the transaction of the reading that caused it.
 * - raise: open an alarm for this episode, or ring again in the one that is open.
 * - tell: add to the story of the episode's newest alarm, open or closed; nothing where there is none.
 */
export type Decision =
  | { do: "raise"; episode: string; strength: Strength; sentence: string; deviceId: DeviceId | null }
  | { do: "tell"; episode: string; text: string };

/** A decision with where it came from. `cause` is the same when the same thing is decided again, so it counts once. */
export interface Decided {
  rule: string;
  decision: Decision;
  cause: string;
  /** Engine time in epoch ms: the reading's time, or the moment the timer was due. */
  at: number;
}

/** Unique while open: two decisions with one key are one alarm. */
export const alarmKey = (homeId: string, rule: string, episode: string): string => `${homeId}/${rule}/${episode}`;
