import { useEffect, useSyncExternalStore } from "react";
import type { Job } from "./job.ts";
import { JobQueue, type Stored } from "./jobQueue.ts";

/** The jobs of this phone. */
export const jobQueue = new JobQueue();

export const useStored = (): Stored => useSyncExternalStore(jobQueue.subscribe, jobQueue.stored);
export const useJob = (key: string): Job | undefined => useStored().jobs.find((job) => job.key === key);

/** Sends what waits when the connection is back or the page is visible again. */
export function useSending(accountId: string | null): void {
  useEffect(() => {
    if (accountId === null) return;
    void jobQueue.start(accountId);
    const follow = () => document.visibilityState === "visible" && jobQueue.sendNow();
    window.addEventListener("online", jobQueue.sendNow);
    document.addEventListener("visibilitychange", follow);
    return () => {
      window.removeEventListener("online", jobQueue.sendNow);
      document.removeEventListener("visibilitychange", follow);
    };
  }, [accountId]);
}
