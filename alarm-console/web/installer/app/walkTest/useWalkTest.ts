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
 * The walk test of a home, live: read once, then each reading as it is recorded, and read again after each connect and each new device.
 * `deviceCount`: how many the service has made for this phone.
 */
export function useWalkTest(homeId: string | null, deviceCount: number): WalkTest {
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
  // biome-ignore lint/correctness/useExhaustiveDependencies: another device is the reason to read again
  useEffect(again, [again, deviceCount]);
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

/** Null where the mode was changed, else what went wrong. A call that has no answer would ring the centre: the installer says first what it was. */
export async function setMode(homeId: string, version: number | null, mode: "live" | "commissioning"): Promise<string | null> {
  const view = await call<CommissioningView>("GET", `/api/v1/homes/${homeId}/commissioning`);
  if (!view.ok) return view.message;
  if (mode === "live" && view.value.mode === "commissioning" && view.value.calls.some(({ open }) => open))
    return "A call of this home has no answer yet. Say what it was on the page of the home first.";
  const answer = await call("PATCH", `/api/v1/homes/${homeId}`, { mode }, undefined, { "if-match": `"${version ?? 1}"` });
  return answer.ok ? null : answer.message;
}
