import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AckOrder } from "#broker/ackOrder.ts";
import type { HomeId } from "#domain/ids.ts";
import type { KnownDevice } from "#homes/knownDevices.ts";
import type { Registry } from "#homes/registry.ts";
import { PriorityQueue } from "#ingest/queue/priorityQueue.ts";
import { DeviceClocks } from "#ingest/receive/deviceClocks.ts";
import { decodeNative } from "#ingest/receive/families/native.ts";
import { isUrgent, receive } from "#ingest/receive/receive.ts";
import { RecentCalls } from "#ingest/receive/recentCalls.ts";
import { Wakeups } from "#ingest/states/wakeups.ts";

describe("the priority queue", () => {
  test("gives urgent entries before bulk entries, each in the order of arrival, and loses none", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.boolean(), fc.integer({ min: 1, max: 9 }))), (steps) => {
        const queue = new PriorityQueue<{ urgent: boolean; number: number }>();
        const waiting: { urgent: boolean; number: number }[] = [];
        for (const [number, step] of steps.entries()) {
          if (typeof step === "boolean") {
            queue.add({ urgent: step, number }, step);
            waiting.push({ urgent: step, number });
          } else {
            const inOrder = [...waiting.filter((one) => one.urgent), ...waiting.filter((one) => !one.urgent)].slice(0, step);
            expect(queue.take({ maxEntries: step, maxWeight: 100, weightOf: () => 1 })).toEqual(inOrder);
            for (const one of inOrder) waiting.splice(waiting.indexOf(waiting.find((other) => other.number === one.number) ?? one), 1);
          }
          expect(queue.size).toBe(waiting.length);
        }
      }),
    );
  });
});

test("a batch ends when it reaches its maximum weight", () => {
  const queue = new PriorityQueue<string>();
  for (const text of ["aaaa", "bbbb", "cccc"]) queue.add(text, false);
  queue.add("urgent", true);
  expect(queue.take({ maxEntries: 10, maxWeight: 10, weightOf: (text) => text.length })).toEqual(["urgent", "aaaa"]);
  expect(queue.size).toBe(2);
});

test("an all-clear is as urgent as its danger, so that neither overtakes the other", () => {
  const urgent = (text: string) => {
    const device = { homeId: "1", facts: { id: "1", kind: "motion", alsoReports: ["fall", "button"] } } as unknown as KnownDevice;
    const registry = { home: () => undefined } as unknown as Registry;
    const offered = {
      device,
      payload: Buffer.from(text),
      dup: false,
      messageId: 1,
      receivedAt: 0,
      deletesRetained: false,
      isAcknowledged: () => true,
    };
    return isUrgent(
      receive(offered, () => {}, { decode: decodeNative, registry, clocks: new DeviceClocks(), recentCalls: new RecentCalls() }),
    );
  };
  expect(urgent('{"kind":"fall","state":"suspected"}')).toBe(true);
  expect(urgent('{"kind":"fall","state":"cancelled"}')).toBe(true);
  expect(urgent('{"kind":"button","pressed":false}')).toBe(true);
  expect(urgent('{"kind":"motion","detected":true}')).toBe(false);
  expect(urgent("nonsense")).toBe(false);
});

describe("acknowledgements to one client", () => {
  test("are sent in the order of its messages, also when the entries are settled in another order", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: 40 })), (settling) => {
        const order = new AckOrder();
        const acknowledged: number[] = [];
        const total = settling.length;
        const settle = Array.from({ length: total }, (_, number) => order.add(() => acknowledged.push(number)));
        const sorted = [...settling].sort((a, b) => a - b);
        for (const one of settling) settle[sorted.indexOf(one)]?.("recorded");
        expect(acknowledged).toEqual(Array.from({ length: total }, (_, number) => number));
      }),
    );
  });
});

describe("wakeups", () => {
  const home = (number: number): HomeId => String(number) as HomeId;

  test("give the homes that are due by their newest wake time, and no others", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: 8 }), fc.option(fc.nat({ max: 100 })))), fc.nat({ max: 100 }), (changes, now) => {
        const wakeups = new Wakeups();
        const wanted = new Map<HomeId, number>();
        for (const [number, at] of changes) {
          wakeups.set(home(number), at);
          if (at === null) wanted.delete(home(number));
          else wanted.set(home(number), at);
        }
        expect(wakeups.next()).toBe(wanted.size === 0 ? null : Math.min(...wanted.values()));
        const due = [...wanted].filter(([, at]) => at <= now).map(([id]) => id);
        expect(wakeups.due(now).sort()).toEqual(due.sort());
        // They stay due if the commit fails.
        expect(wakeups.due(now).sort()).toEqual(due.sort());
        for (const id of due) wakeups.set(id, null);
        expect(wakeups.due(now)).toEqual([]);
      }),
    );
  });
});
