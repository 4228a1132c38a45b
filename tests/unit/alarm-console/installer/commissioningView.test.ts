import { expect, test } from "vitest";
import { type CommissioningView, withNewer, withTick } from "#alarm-console/web/installer/app/walkTest/commissioningView.ts";

const smokeAlarm = {
  id: "2",
  name: "Smoke alarm",
  kind: "smoke",
  room: "Kitchen",
  lastHeardAt: null,
  battery: null,
  signal: null,
  tested: null,
};
const asked: CommissioningView = {
  ...{ homeId: "1", mode: "commissioning", since: null, until: null },
  ...{ devices: [smokeAlarm], calls: [], plan: null, handover: null },
};
const reading = { kind: "smoke", at: "2026-11-22T10:00:00.000Z", battery: 97, signal: -70 };
const heard = { lastHeardAt: reading.at, battery: 97, signal: -70, tested: reading };

test("an answer that was read before a sensor ticked takes back neither the tick nor its battery and signal", () => {
  const ticked = withTick(asked, { ...reading, homeId: "1", deviceId: "2", tests: true, afterMs: null });
  expect(withNewer(ticked, asked).devices).toMatchObject([heard]);
});

test("an answer that is newer than what came live counts", () => {
  const later = { kind: "smoke", at: "2026-11-22T10:01:00.000Z", battery: 96, signal: -80 };
  const ticked = withTick(asked, { ...reading, homeId: "1", deviceId: "2", tests: true, afterMs: null });
  const fresh = { ...asked, devices: [{ ...smokeAlarm, lastHeardAt: later.at, battery: 96, signal: -80, tested: later }] };
  expect(withNewer(ticked, fresh).devices).toEqual(fresh.devices);
});
