import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ListeningGap } from "#domain/time/listening.ts";
import type { Registry } from "#homes/registry.ts";
import { Listening } from "#ingest/listening/listening.ts";
import type { Entry } from "#ingest/queue/entry.ts";
import { createLog } from "#platform/log.ts";
import { createMetrics } from "#platform/metrics.ts";

const noon = Date.parse("2026-11-22T12:00:00Z");
const tick: Entry = { type: "tick", now: noon };
const reading = { type: "reading" } as Entry;

let now: number;
let elapsed: number;
let known: ListeningGap[];
let listening: Listening;
const seconds = ({ gap }: { gap: ListeningGap | null }) => gap && [(gap.from - noon) / 1000, (gap.to - noon) / 1000];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  now = noon;
  elapsed = 0;
  known = [];
  listening = new Listening({
    registry: {
      addListeningGap(gap: ListeningGap) {
        if (known.at(-1)?.from === gap.from) known.pop();
        known.push(gap);
      },
    } as Pick<Registry, "addListeningGap">,
    now: () => now,
    elapsed: () => elapsed,
    metrics: createMetrics(),
    log: createLog("silent"),
  });
  commit();
  listening.resume();
});
afterEach(async () => {
  await listening.stop(null);
  vi.useRealTimers();
});

/** Commits a batch; gives what it wrote. */
function commit(batch: Entry[] = [reading]) {
  const writes = listening.beginBatch(batch);
  listening.endBatch();
  listening.wrote(writes);
  return writes;
}

/** The process runs for so many seconds, with a beat in each. */
function runs(howLong: number): void {
  for (let second = 0; second < howLong; second += 1) {
    freezes(1);
    vi.advanceTimersByTime(1_000);
  }
}

/** Time passes, and the process does nothing. */
function freezes(howLong: number): void {
  now += howLong * 1_000;
  elapsed += howLong * 1_000;
}

test("a tick that comes before the beat after a freeze finds the gap first, so no rule runs without it", () => {
  runs(10);
  freezes(45);
  const { gap, mark } = listening.beginBatch([tick]);
  expect(gap).toMatchObject({ from: noon + 10_000, to: noon + 55_000, why: "frozen" });
  expect(known).toEqual([gap]);
  expect(mark).toBe(now);
});

test("a freeze of less than five seconds, and an idle hour, are no gap", () => {
  freezes(4);
  expect(seconds(commit())).toBeNull();
  runs(3_600);
  expect(seconds(commit())).toBeNull();
});

test("a batch that takes too long is a gap from its beginning, because nothing was acknowledged meanwhile", () => {
  runs(3);
  listening.beginBatch([reading]);
  runs(12);
  listening.endBatch();
  const writes = commit();
  expect(seconds(writes)).toEqual([3, 15]);
  expect(writes.gap?.why).toBe("database");
});

test("a gap is written with the first batch that commits, and only with that", () => {
  freezes(20);
  const refused = listening.beginBatch([reading]);
  listening.endBatch();
  expect(seconds(refused)).toEqual([0, 20]);
  expect(seconds(commit())).toEqual([0, 20]);
  expect(seconds(commit())).toBeNull();
});

test("a gap that continues after it was found becomes longer and stays one", () => {
  freezes(20);
  listening.beginBatch([tick]);
  runs(30);
  listening.endBatch();
  expect(seconds(commit())).toEqual([0, 50]);
  expect(known).toHaveLength(1);
});

test("two freezes with a second of listening between them are two gaps", () => {
  freezes(20);
  expect(seconds(commit())).toEqual([0, 20]);
  runs(1);
  freezes(20);
  expect(seconds(commit())).toEqual([21, 41]);
  expect(known).toHaveLength(2);
});

test("while the database is away the service does not listen, although its process runs", () => {
  listening.lost();
  runs(30);
  listening.resume();
  runs(1);
  expect(seconds(commit())).toEqual([0, 31]);
});

test("only a batch that fires timers or changes a home writes the mark", () => {
  expect(commit([reading]).mark).toBeNull();
  expect(commit([reading, tick]).mark).toBe(now);
  expect(commit([{ type: "homeChanged", homeId: "1", at: now } as Entry]).mark).toBe(now);
});

test("when the clock is set back into a gap, the gap ends there: it must not hide silent devices until its end comes again", () => {
  freezes(3_600);
  expect(seconds(commit())).toEqual([0, 3_600]);
  now = noon + 600_000;
  expect(seconds(commit())).toEqual([0, 600]);
  expect(known).toHaveLength(1);
});
