import { useEffect } from "react";

/** Runs `work` immediately and then every `everyMs` while the page is visible. A hidden page does nothing until it is visible again. */
export function useWhileVisible(work: () => void, everyMs: number): void {
  useEffect(() => {
    let timer: ReturnType<typeof setInterval> | undefined;
    const follow = () => {
      clearInterval(timer);
      if (document.visibilityState === "hidden") return;
      work();
      timer = setInterval(work, everyMs);
    };
    follow();
    document.addEventListener("visibilitychange", follow);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", follow);
    };
  }, [work, everyMs]);
}
