import { expect, test } from "vitest";
import { asHomeId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import type { Entry, ReadingEntry } from "#ingest/queue/entry.ts";
import { inEventOrder } from "#ingest/queue/eventOrder.ts";
import { homeOf, readingOf } from "../rules/rulesStory.ts";

const [live, test1] = [asHomeId(1), asHomeId(2)];
const registry = { home: (id: string) => ({ mode: id === live ? "live" : "test" }) as never };

const at = "2026-11-22T02:00:00.";
/** Named by when it happened and when it arrived, in ms of one second. */
function said(time: number, arrivedAt: number, homeId = live): ReadingEntry {
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

test("live readings that came at once are taken in the order in which they happened", () => {
  expect(order([said(30, 50), said(10, 50), said(20, 60)])).toEqual([2, 0, 1]);
});

test("what came later is taken later, however long ago it happened: waits by arrival stay what they are", () => {
  expect(order([said(30, 50), said(20, 60), said(-60_000, 200)])).toEqual([1, 0, 2]);
});

test("a test home's readings keep the order in which they came", () => {
  expect(order([said(30, 50, test1), said(10, 50, test1)])).toEqual([0, 1]);
});

test("a change of plan or a timer between two readings stays between them", () => {
  const refit: Entry = { type: "refit", homeId: live, at: 0 };
  expect(order([said(30, 50), refit, said(10, 50)])).toEqual([0, 1, 2]);
});
