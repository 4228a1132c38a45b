import { wallMinute } from "../../shared/clock/wallTime.ts";
import type { tonightPhrases } from "../words/tonight.ts";
import type { Tonight } from "./carerCalls.ts";

export interface TonightWords {
  /** One sentence a bed, or one about the last movement. */
  headlines: string[];
  /** "Front door opened 02:16, not back yet". */
  out: string | null;
  /** What cannot be known now. */
  warnings: string[];
}

/** Tonight in words. A sensor that is silent makes no calm sentence: the sentence says that its state is not known now, and what it said last. */
export function tonightWords(tonight: Tonight, timezone: string, words: (typeof tonightPhrases)["en"]): TonightWords {
  const at = (time: string): string => wallMinute(time, timezone);
  const { beds, out, movedAt, hasMotion, silent } = tonight;
  const nameOf = (name: string): string => (beds.length > 1 ? `${name}: ` : "");
  const headlines = beds.map(({ name, occupied, since, silent: isSilent }) => {
    const said = occupied ? words.inBedSince(at(since)) : words.upSince(at(since));
    if (isSilent) return `${nameOf(name)}${words.notKnown(said)}`;
    return beds.length > 1 ? `${name}: ${said}` : `${said[0]?.toUpperCase()}${said.slice(1)}`;
  });
  if (headlines.length === 0 && movedAt !== null) headlines.push(words.lastMovement(at(movedAt)));
  if (headlines.length === 0) headlines.push(hasMotion ? words.noMovement : words.noSensor);
  return {
    headlines,
    out: out && (out.backAt === null ? words.notBack(out.door, at(out.openedAt)) : words.back(out.door, at(out.openedAt), at(out.backAt))),
    warnings: silent.map(({ name, since }) => (since === null ? words.neverReported(name) : words.silentSince(name, at(since)))),
  };
}
