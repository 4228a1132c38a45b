import { useEffect, useState } from "react";

/** Derives a value from the milliseconds since `from`, each second again. Both by the phone's clock, so that it does not matter how that is set. */
export function useElapsed<T extends string | boolean>(from: number, derive: (elapsed: number) => T): T {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return derive(Math.max(0, now - from));
}
