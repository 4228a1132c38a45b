import type { Priority } from "./alarm.ts";
import type { DeviceId } from "./ids.ts";

/**
 * What a rule concluded, as data; the shell performs it inside the transaction of the reading that caused it.
 * - raise: open an alarm for this episode, or ring again in the one that is open, higher where this is higher.
 *   `technical` puts it on the technical list, which rings no operator and ends by itself.
 * - tell: add to the timeline of the episode's newest alarm; nothing where the episode did not ring. `ends` says that what
 *   rang is over (back in bed, closed, heard again); the alarm stays open until somebody closes it.
 * - endAbsence: an absence is over before its time.
 */
export type Decision =
  | { do: "raise"; episode: string; priority: Priority; sentence: string; deviceId: DeviceId | null; technical?: boolean }
  | { do: "addNote"; episode: string; text: string; endsEpisode?: boolean }
  | { do: "endAbsence"; episode: string; absenceId: string };

/** A decision with where it came from. `cause` is the same when the same thing is decided again, so it counts once. */
export interface CausedDecision {
  rule: string;
  decision: Decision;
  cause: string;
  /** By the home's clock in epoch ms: when the reading arrived, or the moment the timer was due. */
  at: number;
  /** The device of a raise flaps: what it says is doubtful, and rings all the same. */
  doubtful?: boolean;
}

/** Unique while open: two decisions with one key are one alarm. */
export const alarmKey = (homeId: string, rule: string, episode: string): string => `${homeId}/${rule}/${episode}`;
