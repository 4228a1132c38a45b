import type { Priority } from "./alarm.ts";
import type { DeviceId } from "./ids.ts";

/**
 * What a rule concludes from a reading or a timer, as data. A rule only decides; `ingest` performs the decision in the same database
 * transaction that records the reading (docs/guarantees.md, 1 and 4).
 *
 * - `raise`: opens an alarm for this episode. If one is open it rings again, with the higher of the two priorities. `technical` puts
 *   it on the technical list, which makes no sound and where an alarm ends when its cause ends. `repeated` is for the next report of a
 *   danger that rang a moment ago: it changes nothing while an alarm is open, and opens one where a person has closed it since. `lasts`:
 *   the detector has said so without a break; after a close as a technical fault that is one for the technical list, until the all-clear. `doubtful`: the
 *   sensors themselves show that it may be wrong. `isSupported`: another sensor shows it too. What a doubtful sensor says alone is advisory.
 * - `addNote`: adds a line to the timeline of the newest alarm of the episode, or does nothing where the episode has none.
 *   `endsEpisode` means that the cause is over (back in bed, door closed). The alarm stays open until a person closes it.
 * - `endAbsence`: ends an absence before its planned end, because the home shows a sign of life.
 *
 * An episode is the rule's own name for one occurrence, such as the id of the bed sensor for one trip out of bed.
 *
 * Worked example, the rule `bedExit` in home 7 with bed sensor 2 and a limit of 20 minutes. Out of bed at 02:10, not back at 02:30:
 * `{ do: "raise", episode: "2", priority: "urgent", sentence: "Left bed 02:10, not back after 20 min: Bed, Bedroom", deviceId: "2" }`
 * opens the alarm "7/bedExit/2". Back at 02:41:
 * `{ do: "addNote", episode: "2", text: "Back in bed 02:41", endsEpisode: true }` adds to its timeline. The next trip at 05:00 rings
 * again in the same alarm if that is still open, and opens a new one otherwise.
 */
export type Decision =
  | {
      do: "raise";
      episode: string;
      priority: Priority;
      sentence: string;
      deviceId: DeviceId | null;
      technical?: boolean;
      repeated?: boolean;
      lasts?: boolean;
      doubtful?: boolean;
      isSupported?: boolean;
    }
  | { do: "addNote"; episode: string; text: string; endsEpisode?: boolean }
  | { do: "endAbsence"; episode: string; absenceId: string };

/** A decision with its rule and its cause. */
export interface CausedDecision {
  rule: string;
  decision: Decision;
  /** Names the reading or the timer that caused it. The same decision made again has the same cause, so it is performed once. */
  cause: string;
  /** Epoch ms by the clock of the home: when the reading arrived, or when the timer was due. */
  at: number;
  /** The device of a `raise` is in doubt. The alarm rings all the same; alone it is advisory. */
  doubtful?: boolean;
}

/** The key of an episode in its home, such as "bedExit/2". */
export const episodeKey = ({ rule, episode }: { rule: string; episode: string }): string => `${rule}/${episode}`;

/** The key of an alarm, such as "7/bedExit/2". At most one open alarm has it, so two decisions with one key are one alarm. */
export const alarmKey = (homeId: string, rule: string, episode: string): string => `${homeId}/${episodeKey({ rule, episode })}`;
