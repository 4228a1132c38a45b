import { expect, test } from "vitest";
import type { HomeMode } from "#domain/home.ts";
import type { KnownDevice } from "#homes/knownDevices.ts";
import type { Registry } from "#homes/registry.ts";
import { DeviceClocks } from "#ingest/receive/deviceClocks.ts";
import { decodeNative } from "#ingest/receive/families/native.ts";
import { receive } from "#ingest/receive/receive.ts";
import { RecentCalls } from "#ingest/receive/recentCalls.ts";
import { homeOf, readingOf } from "../../rules/rulesStory.ts";

const device = { homeId: "1", facts: { id: "1", kind: "motion", alsoReports: ["fall", "button"] } } as unknown as KnownDevice;
const instant = (text: string): number => Date.parse(text);

function homeIn(mode: HomeMode) {
  const registry = { home: () => ({ mode }) } as unknown as Registry;
  const clocks = new DeviceClocks();
  return (receivedAt: string, fields: object) => {
    const payload = Buffer.from(JSON.stringify({ kind: "motion", detected: true, ...fields }));
    const offered = {
      device,
      payload,
      dup: false,
      messageId: 1,
      receivedAt: instant(receivedAt),
      deletesRetained: false,
      isAcknowledged: () => true,
    };
    const entry = receive(offered, () => {}, { decode: decodeNative, registry, clocks, recentCalls: new RecentCalls() });
    const { arrivedAt, time } = entry.reading;
    return [new Date(arrivedAt).toISOString().slice(0, 19), new Date(time).toISOString().slice(0, 19)];
  };
}

test("in a live home a reading arrives when it is received, and happened at the corrected device time", () => {
  const said = homeIn("live");
  expect(said("2026-11-22T02:00:00Z", { at: "2026-11-22T02:01:00Z" })).toEqual(["2026-11-22T02:00:00", "2026-11-22T02:00:00"]);
  expect(said("2026-11-22T05:40:00Z", { at: "2026-11-22T02:15:00Z", historical: true })).toEqual([
    "2026-11-22T05:40:00",
    "2026-11-22T02:14:00",
  ]);
  expect(said("2026-11-22T05:41:00Z", { sentAt: "2026-11-22T01:00:00Z" }), "a tester's time does not move a live home").toEqual([
    "2026-11-22T05:41:00",
    "2026-11-22T05:41:00",
  ]);
});

test("in a test home a reading arrives at the time that the tester gives as sent", () => {
  const said = homeIn("test");
  const today = "2026-11-22T12:00:00Z";
  expect(said(today, { at: "2011-06-15T02:00:00Z" })).toEqual(["2011-06-15T02:00:00", "2011-06-15T02:00:00"]);
  expect(said(today, { at: "2011-06-15T02:14:00Z", sentAt: "2011-06-15T05:40:00Z" })).toEqual([
    "2011-06-15T05:40:00",
    "2011-06-15T02:14:00",
  ]);
  expect(said(today, { at: "2011-06-15T05:41:00Z", sentAt: "yesterday" }), "one that cannot be read counts as left out").toEqual([
    "2011-06-15T05:41:00",
    "2011-06-15T05:41:00",
  ]);
});

test("readings that were refused while the database was away come again late, and do not count as a clock set back", () => {
  const clocks = new DeviceClocks();
  const home = homeOf([{ id: "1", kind: "door" }]);
  const reading = (at: string, received: string) =>
    readingOf(
      home,
      "1",
      { kind: "door", open: true },
      { at: instant(`2026-11-22T${at}Z`), receivedAt: instant(`2026-11-22T${received}Z`) },
    );
  const says = (at: string, received = at) => new Date(clocks.eventTimeOf(reading(at, received))).toISOString().slice(11, 19);
  clocks.learnFromRecord(reading("01:59:00", "01:59:00"));
  const refused = ["02:00:00", "02:01:00", "02:02:00", "02:03:00", "02:04:00", "02:05:00", "02:06:00", "02:07:00", "02:08:00", "02:09:00"];
  for (const at of refused) says(at);
  clocks.forgetUnrecorded();
  expect(refused.map((at) => says(at, "02:20:00"))).toEqual(refused);
});

test("the case and the mains power of a device are read", () => {
  const decoded = (fields: object) => decodeNative(Buffer.from(JSON.stringify({ kind: "heartbeat", ...fields })), "door");
  expect(decoded({ tamper: true, mains: false })).toMatchObject({ ok: true, decoded: { tamper: true, mains: false } });
  expect(decoded({ tamper: null })).toMatchObject({ ok: true, decoded: { tamper: null, mains: null } });
});
