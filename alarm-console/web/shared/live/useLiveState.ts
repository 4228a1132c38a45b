import { startTransition, useCallback, useEffect, useReducer, useRef, useState } from "react";
import type { CaseView } from "#domain/answering/case.ts";
import { type ConnectionState, followService, type LiveConnection } from "./connection.ts";
import { type DeskChange, type DeskState, deskStore, emptyDeskState } from "./deskStore.ts";

/** Changes of this long are shown together: a hundred changes a second cost the page ten drawings, and typing goes first. */
const togetherMs = 100;

export interface LiveState {
  state: DeskState;
  connection: ConnectionState;
  /** Shows a case as the service answered it, at once. */
  take(changed: CaseView): void;
  canHear(canHear: boolean): void;
}

/** What this page knows of the service, kept up to date while the page is open. */
export function useLiveState(): LiveState {
  const [state, change] = useReducer(deskStore, emptyDeskState);
  const [connection, setConnection] = useState<ConnectionState>({ kind: "connecting" });
  const live = useRef<LiveConnection | null>(null);
  useEffect(() => {
    const { collect, stop } = collector((changes) => startTransition(() => change(changes)));
    const onConnection = (next: ConnectionState) => setConnection((now) => (now.kind === "lost" && next.kind === "lost" ? now : next));
    const following = followService({ onChange: collect, onConnection });
    live.current = following;
    return () => {
      following.stop();
      stop();
    };
  }, []);
  const take = useCallback((changed: CaseView) => change([{ kind: "case", changed }]), []);
  const canHear = useCallback((heard: boolean) => live.current?.canHear(heard), []);
  return { state, connection, take, canHear };
}

/** Passes the first change on at once, and those that follow within `togetherMs` together. */
function collector(pass: (changes: readonly DeskChange[]) => void): { collect(change: DeskChange): void; stop(): void } {
  let waiting: DeskChange[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    if (waiting.length === 0) return;
    pass(waiting);
    waiting = [];
    timer = setTimeout(flush, togetherMs);
  };
  return {
    collect(change) {
      waiting.push(change);
      if (timer === undefined) flush();
    },
    stop: () => clearTimeout(timer),
  };
}
