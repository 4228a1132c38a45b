import { useCallback, useState } from "react";
import type { Answer } from "../../../shared/api/call.ts";
import { faultsIn } from "../../../shared/forms/faults.ts";

export interface Action<T> {
  busy: boolean;
  /** What was wrong with the last call, in one sentence. */
  fault: string | null;
  /** True: it was done. */
  run(perform: () => Promise<Answer<T>>): Promise<boolean>;
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** One button's call to the service; its answer is the new state of the page. */
export function useAction<T>(onChanged: (value: T) => void): Action<T> {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const run = useCallback(
    async (perform: () => Promise<Answer<T>>) => {
      setBusy(true);
      const answer = await perform();
      setBusy(false);
      const first = answer.ok ? undefined : faultsIn(answer)[0];
      setFault(answer.ok ? null : first === undefined ? answer.message : sentence(first.message));
      if (answer.ok) onChanged(answer.value);
      return answer.ok;
    },
    [onChanged],
  );
  return { busy, fault, run };
}
