import { useCallback, useEffect, useRef, useState } from "react";
import type { DeviceTick } from "#domain/installing/commissioning.ts";
import { call } from "../../../shared/api/call.ts";
import { type CommissioningView, withCall, withNewer, withTick } from "./commissioningView.ts";

export interface WalkTest {
  view: CommissioningView | null;
  /** What each device sent last, by its id, since the page opened. */
  ticks: ReadonlyMap<string, DeviceTick>;
  live: boolean;
  again(): void;
  set(view: CommissioningView): void;
}

const retryMs = 3_000;

/**
 * The walk test of a home, live: read once, then each reading as it is recorded, and read again after each connect and each change that was sent.
 * `sent`: what the service has of this phone, in short: another value is a reason to read again.
 */
export function useWalkTest(homeId: string | null, sent: string): WalkTest {
  const [view, setView] = useState<CommissioningView | null>(null);
  const [ticks, setTicks] = useState<ReadonlyMap<string, DeviceTick>>(new Map());
  const [live, setLive] = useState(false);
  const newest = useRef(0);
  const set = useCallback((fresh: CommissioningView) => setView((before) => withNewer(before, fresh)), []);
  const again = useCallback(() => {
    if (homeId === null) return;
    newest.current += 1;
    const mine = newest.current;
    void call<CommissioningView>("GET", `/api/v1/homes/${homeId}/commissioning`).then((answer) => {
      if (mine === newest.current && answer.ok) set(answer.value);
      else if (mine === newest.current && answer.ok === false && answer.status === null)
        setTimeout(() => mine === newest.current && again(), retryMs);
    });
  }, [homeId, set]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another value is the reason to read again
  useEffect(again, [again, sent]);
  useEffect(() => {
    if (homeId === null) return;
    let stop = (): void => {};
    let stopped = false;
    const connect = () =>
      void import("./followWalkTest.ts")
        .then(({ followWalkTest }) => {
          if (stopped) return;
          stop = followWalkTest(homeId, {
            connected: (isLive) => {
              setLive(isLive);
              if (isLive) again();
            },
            tick: (tick) => {
              setTicks((before) => new Map(before).set(tick.deviceId, tick));
              setView((before) => before && withTick(before, tick));
            },
            call: (one) => setView((before) => before && withCall(before, one)),
            changed: again,
          });
        })
        .catch(() => {
          if (!stopped) setTimeout(connect, retryMs);
        });
    connect();
    return () => {
      stopped = true;
      stop();
    };
  }, [homeId, again]);
  return { view, ticks, live, again, set };
}

/** Null where the mode was changed, else what went wrong. */
export async function changeMode(homeId: string, mode: "live" | "commissioning"): Promise<string | null> {
  const home = await call<{ version: number }>("GET", `/api/v1/homes/${homeId}`);
  if (!home.ok) return home.message;
  const answer = await call("PATCH", `/api/v1/homes/${homeId}`, { mode }, undefined, { "if-match": `"${home.value.version}"` });
  return answer.ok ? null : answer.message;
}
