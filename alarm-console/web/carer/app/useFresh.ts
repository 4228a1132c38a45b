import { useCallback, useEffect, useRef, useState } from "react";
import type { Answer } from "../../shared/api/call.ts";
import { useWhileVisible } from "../../shared/clock/useWhileVisible.ts";
import { forgetAnswers, keepAnswer, lastAnswer, presentGeneration } from "./offline/lastAnswers.ts";

/** What the service last said. `failure` is set while it does not answer: the value is then as old as its own time says. */
export interface Fresh<T> {
  value: T | null;
  /** The value was stored on the phone, and the service has not answered since the page opened. */
  isStored: boolean;
  /** When the value arrived, by the phone's own clock, which may be wrong: only differences count. Epoch ms. */
  arrivedAt: number;
  failure: string | null;
  /** The service refused: this account may not see it, or not any more. */
  refused: boolean;
  /** Takes a newer value, such as the answer of a button. */
  set(value: T): void;
  again(): void;
}

type Shown<T> = Pick<Fresh<T>, "value" | "isStored" | "arrivedAt" | "failure" | "refused">;

const usualMs = 5_000;

interface Asking {
  /** Under this name the phone stores the last answer, and shows it at once when the page opens. Left out: it is not stored. */
  storedAs?: string;
  everyMs?: number;
}

/** Asks again every five seconds while the page is visible, and at once when it is visible again. */
export function useFresh<T>(ask: () => Promise<Answer<T>>, { storedAs, everyMs = usualMs }: Asking = {}): Fresh<T> {
  const [state, setState] = useState<Shown<T>>({ value: null, isStored: false, arrivedAt: 0, failure: null, refused: false });
  const newest = useRef(0);
  const set = useCallback(
    (value: T) => {
      newest.current += 1;
      if (storedAs !== undefined) keepAnswer(storedAs, value);
      setState({ value, isStored: false, arrivedAt: Date.now(), failure: null, refused: false });
    },
    [storedAs],
  );
  const again = useCallback(() => {
    newest.current += 1;
    const mine = newest.current;
    const generation = presentGeneration();
    void ask().then((answer) => {
      // A button was pressed meanwhile, or a later question was answered first.
      if (mine !== newest.current) return;
      if (answer.ok) {
        if (storedAs !== undefined) keepAnswer(storedAs, answer.value, generation);
        setState({ value: answer.value, isStored: false, arrivedAt: Date.now(), failure: null, refused: false });
      } else if (answer.status === 403 || answer.status === 404) {
        void forgetAnswers();
        setState({ value: null, isStored: false, arrivedAt: 0, failure: answer.message, refused: true });
      } else setState((before) => ({ ...before, failure: answer.message }));
    });
  }, [ask, storedAs]);
  useEffect(() => {
    if (storedAs === undefined) return;
    void lastAnswer<T>(storedAs).then((value) => {
      if (value !== null) setState((before) => (before.value === null && !before.refused ? { ...before, value, isStored: true } : before));
    });
  }, [storedAs]);
  useWhileVisible(again, everyMs);
  return { ...state, set, again };
}
