import { useState } from "react";
import { undoMs } from "#domain/carers/tapLimits.ts";
import { tapPhrases } from "../../words/taps.ts";
import { useWords } from "../../words/useLanguage.ts";
import type { Tap } from "../offline/tap.ts";
import { tapQueue } from "../offline/useTaps.ts";
import { useElapsed } from "../useElapsed.ts";

/** An answer that counted, and the way to take it back while there is time. */
export function UndoBar({ tap, arrivedAt }: { tap: Tap; arrivedAt: number }) {
  const words = useWords(tapPhrases);
  const [busy, setBusy] = useState(false);
  const left = useElapsed(arrivedAt, (elapsed) => String(Math.ceil(Math.max(0, undoMs - elapsed) / 1000)));
  return (
    <div className="undo-bar">
      <span>{words[tap.answer.what]}</span>
      <button
        type="button"
        disabled={busy}
        onClick={() => {
          setBusy(true);
          void tapQueue.takeBack(tap);
        }}
      >
        {words.undoIn(Number(left))}
      </button>
    </div>
  );
}
