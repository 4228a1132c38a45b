import { useEffect, useSyncExternalStore } from "react";
import { forgetAnswers } from "./lastAnswers.ts";
import type { Tap } from "./tap.ts";
import { TapQueue } from "./tapQueue.ts";

/** The taps of this phone. */
export const tapQueue = new TapQueue();

export const useTaps = (): readonly Tap[] => useSyncExternalStore(tapQueue.subscribe, tapQueue.taps);

/** Sends what waits when the connection is back or the page is visible again. */
export function useTapSending(accountId: string | null): void {
  useEffect(() => {
    if (accountId === null) return;
    void tapQueue.start(accountId);
    const follow = () => document.visibilityState === "visible" && tapQueue.sendNow();
    window.addEventListener("online", tapQueue.sendNow);
    document.addEventListener("visibilitychange", follow);
    return () => {
      window.removeEventListener("online", tapQueue.sendNow);
      document.removeEventListener("visibilitychange", follow);
    };
  }, [accountId]);
}

/** Deletes everything that the phone stores of the carer's pages. */
export const forgetEverything = (): Promise<unknown> => Promise.all([tapQueue.clear(), forgetAnswers()]);
