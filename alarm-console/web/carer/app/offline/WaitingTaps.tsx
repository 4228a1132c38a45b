import { useEffect, useState } from "react";
import { tapPhrases } from "../../words/taps.ts";
import { useWords } from "../../words/useLanguage.ts";
import { readAllStored } from "./phoneStore.ts";
import type { Tap } from "./tap.ts";

/** On the sign-in page: taps that are stored until the carer has signed in again. */
export function WaitingTaps() {
  const [count, setCount] = useState(0);
  const words = useWords(tapPhrases);
  useEffect(() => {
    void readAllStored<Tap>("taps").then((taps) => setCount(taps.filter(({ state }) => state.kind === "waiting").length));
  }, []);
  return count === 0 ? null : (
    <p className="tap-notice" role="status">
      {words.waitForSignIn(count)}
    </p>
  );
}
