import { expect, test } from "vitest";
import { asHomeId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import type { Entry, ReadingEntry } from "#ingest/queue/entry.ts";
import { inEventOrder } from "#ingest/queue/eventOrder.ts";
import { homeOf, readingOf } from "../rules/rulesStory.ts";

const [live, test1] = [asHomeId(1), asHomeId(2)];
const registry = { home: (id: string) => ({ mode: id === live ? "live" : "test" }) as never };

const at = "2026-11-22T02:00:00.";
/** A reading with its event time and arrival time, in ms of one second. */
function readingAt(time: number, arrivedAt: number, homeId = live): ReadingEntry {
  const reading: Reading = {
    ...readingOf(homeOf([{ id: "1", kind: "motion" }]), "1", { kind: "heartbeat" }, { receivedAt: 0 }),
    homeId,
    time: Date.parse(`${at}000Z`) + time,
    arrivedAt: Date.parse(`${at}000Z`) + arrivedAt,
  };
  return { type: "reading", reading } as ReadingEntry;
}

const order = (batch: readonly Entry[]): number[] => {
  const ordered = inEventOrder(batch, registry);
  return batch.map((entry) => ordered.indexOf(entry));
};

test("live readings that arrive together are sorted by event time", () => {
  expect(order([readingAt(30, 50), readingAt(10, 50), readingAt(20, 60)])).toEqual([2, 0, 1]);
});

test("a reading that arrives later stays later, however old its event time is", () => {
  expect(order([readingAt(30, 50), readingAt(20, 60), readingAt(-60_000, 200)])).toEqual([1, 0, 2]);
});

test("the readings of a test home keep the order of arrival", () => {
  expect(order([readingAt(30, 50, test1), readingAt(10, 50, test1)])).toEqual([0, 1]);
});

test("a change of plan or a timer between two readings stays between them", () => {
  const homeChanged: Entry = { type: "homeChanged", homeId: live, at: 0 };
  expect(order([readingAt(30, 50), homeChanged, readingAt(10, 50)])).toEqual([0, 1, 2]);
});
