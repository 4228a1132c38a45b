import type { CommissioningCall, DeviceTick, TestedReading } from "#domain/installing/commissioning.ts";

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
  plan: { version: number; template: string | null; name: string } | null;
  handover: { version: number; by: string; at: string; leftUntested: readonly string[] } | null;
}

/** What a device sent a moment ago. */
export const withTick = (view: CommissioningView, { deviceId, tests, kind, at, battery, signal }: DeviceTick): CommissioningView => ({
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

/**
 * An answer of the service may have been read before what came live: of each device and call the newer one stays.
 *
 * Example: the page asks, the smoke alarm ticks, and then the answer comes that knows no smoke alarm yet. The tick stays, with battery and signal.
 */
export function withNewer(before: CommissioningView | null, fresh: CommissioningView): CommissioningView {
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

export function withCall(view: CommissioningView, one: CommissioningCall): CommissioningView {
  const known = view.calls.find(({ caseId }) => caseId === one.caseId);
  if (known === undefined) return { ...view, calls: [one, ...view.calls] };
  return known.version > one.version ? view : { ...view, calls: view.calls.map((before) => (before === known ? one : before)) };
}
