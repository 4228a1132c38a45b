import { useEffect } from "react";

/**
 * Runs `work` at once and every so often, while somebody can see the page: a hidden one asks for nothing, and asks at once when
 * it is seen again.
 */
export function useWhileSeen(work: () => void, everyMs: number): void {
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
