import { wallMinute } from "../../../shared/clock/wallTime.ts";
import { tapPhrases } from "../../words/taps.ts";
import { useWords } from "../../words/useLanguage.ts";
import type { NotCounted, Tap } from "./tap.ts";
import { tapQueue, useTaps } from "./useTaps.ts";

type Words = (typeof tapPhrases)["en"];

/** Taps that did not count: what happened instead, until the carer has read it. On every page, because the carer may have left the alarm's. */
export function TapNotices() {
  const words = useWords(tapPhrases);
  return useTaps().flatMap((tap) =>
    tap.state.kind === "notCounted" ? (
      <div key={tap.key} className="tap-notice" role="alert">
        <p>
          {insteadWords(tap.state.why, words)} {tapWords(tap, tap.state.why, words)}
        </p>
        <button type="button" onClick={() => void tapQueue.dismiss(tap.key)}>
          {words.understood}
        </button>
      </div>
    ) : (
      []
    ),
  );
}

/** "Link Line closed this alarm at 02:31." */
function insteadWords({ code, at, name, timezone }: NotCounted, words: Words): string {
  const time = at === null ? "…" : wallMinute(at, timezone ?? undefined);
  switch (code) {
    case "closed":
      return words.closed(name ?? "Link Line", time);
    case "otherOnIt":
      return words.otherOnIt(name ?? "", time);
    case "held":
    case "atCentre":
    case "rangAgain":
      return words[code](time);
    case "tooOld":
    case "expired":
      return words.expired;
    case "nothing":
    case "undoOver":
      return words.undoOver;
    default:
      return words[code];
  }
}

/** "Your tap at 02:30 did not count." The time is the service's; where it never heard of the tap, the answer is named instead. */
const tapWords = ({ answer }: Tap, { tappedAt, timezone }: NotCounted, words: Words): string =>
  tappedAt === null ? words.didNotCount(words[answer.what]) : words.didNotCountAt(wallMinute(tappedAt, timezone ?? undefined));
