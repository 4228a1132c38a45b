import { useCallback, useState } from "react";
import type { WallView } from "#domain/answering/wall.ts";
import { call } from "../../shared/api/call.ts";
import { useWhileVisible } from "../../shared/clock/useWhileVisible.ts";

const readEveryMs = 2_000;

export interface Wall {
  /** What was read last; null before that. */
  view: WallView | null;
  /** Why the last try failed; null while all is well. */
  fault: string | null;
  read(): Promise<void>;
}

/** The state of the centre, read again each two seconds. */
export function useWall(): Wall {
  const [view, setView] = useState<WallView | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const read = useCallback(async () => {
    const answer = await call<WallView>("GET", "/api/v1/wall", undefined, 5_000);
    setFault(answer.ok ? null : answer.message);
    if (answer.ok) setView(answer.value);
  }, []);
  useWhileVisible(
    useCallback(() => void read(), [read]),
    readEveryMs,
  );
  return { view, fault, read };
}
