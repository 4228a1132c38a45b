import { useCallback, useEffect, useRef, useState } from "react";
import type { CommissioningCall, DeviceTick, TestedReading } from "#domain/installing/commissioning.ts";
import { call } from "../../../shared/api/call.ts";

/** GET /homes/{id}/commissioning (routes/installing/commissioningView.ts). */
export interface CommissioningView {
  homeId: string;
  mode: string;
  since: string | null;
  until: string | null;
  devices: readonly {
    id: string;
    name: string;
    kind: string;
    room: string;
    lastHeardAt: string | null;
    battery: number | null;
    signal: number | null;
    tested: TestedReading | null;
  }[];
  calls: readonly CommissioningCall[];
}

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
  // biome-ignore lint/correctness/useExhaustiveDependencies: another device is the reason to read again.
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

const withTick = (view: CommissioningView, { deviceId, tests, kind, at, battery, signal }: DeviceTick): CommissioningView => ({
  ...view,
  devices: view.devices.map((one) =>
    one.id === deviceId
      ? {
          ...one,
          lastHeardAt: at,
          battery: battery ?? one.battery,
          signal: signal ?? one.signal,
          tested: tests ? { kind, at, battery: battery ?? one.battery, signal: signal ?? one.signal } : one.tested,
        }
      : one,
  ),
});

/** An answer of the service may have been read before what came live: of each device and call the newer one stays. */
function withNewer(before: CommissioningView | null, fresh: CommissioningView): CommissioningView {
  if (before === null || before.since !== fresh.since) return fresh;
  const devices = fresh.devices.map((now) => {
    const known = before.devices.find(({ id }) => id === now.id) ?? now;
    const { lastHeardAt, battery, signal } = isLater(known.lastHeardAt, now.lastHeardAt) ? known : now;
    const { tested } = isLater(known.tested?.at, now.tested?.at) ? known : now;
    return { ...now, lastHeardAt, battery, signal, tested };
  });
  return before.calls.reduce(withCall, { ...fresh, devices });
}

const isLater = (one: string | null | undefined, other: string | null | undefined): boolean => (one ?? "") > (other ?? "");

function withCall(view: CommissioningView, one: CommissioningCall): CommissioningView {
  const known = view.calls.find(({ caseId }) => caseId === one.caseId);
  if (known === undefined) return { ...view, calls: [one, ...view.calls] };
  return known.version > one.version ? view : { ...view, calls: view.calls.map((before) => (before === known ? one : before)) };
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
