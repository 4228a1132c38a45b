import fc from "fast-check";
import { timer } from "rxjs";
import { describe, expect, test } from "vitest";
import { SteadyClock } from "#platform/steadyClock.ts";
import { ManualClock } from "#tests/system/setup/manualClock.ts";

const tenOClock = Date.parse("2026-11-22T10:00:00Z");
const dayMs = 86_400_000;

/** A server whose time passes, and whose wall clock is set, by hand. */
class Server {
  readonly warnings: string[] = [];
  readonly steps: number[] = [];
  readonly clock: SteadyClock;
  readonly #time = new ManualClock("2026-11-22T10:00:00Z");
  #aheadMs = 0;

  constructor() {
    this.clock = new SteadyClock({
      log: { warn: (_: object, text: string) => void this.warnings.push(text) } as never,
      scheduler: this.#time,
      elapsed: () => this.elapsed,
      wall: () => this.wall,
    });
    this.clock.start();
    this.clock.stepStands$.subscribe(() => {
      this.steps.push(this.clock.standingStepMs ?? 0);
      this.clock.adoptStep(this.clock.standingStepMs ?? 0);
    });
  }

  get elapsed(): number {
    return this.#time.now() - tenOClock;
  }

  get wall(): number {
    return this.#time.now() + this.#aheadMs;
  }

  passes(milliseconds: number): this {
    this.#time.advance(milliseconds);
    return this;
  }

  wallClockJumps(byMs: number): this {
    this.#aheadMs += byMs;
    return this;
  }

  saidAfter(begunAt: number): number {
    return this.clock.now() - begunAt;
  }
}

describe("a step of the server's clock", () => {
  test("that is taken back after 1.5 seconds moves nothing, and the log has one line about it", () => {
    const server = new Server().passes(30_000);
    server.wallClockJumps(dayMs).passes(1_500);
    expect(server.saidAfter(tenOClock)).toBe(31_500);
    server.wallClockJumps(-dayMs).passes(30_000);
    expect(server.saidAfter(tenOClock)).toBe(61_500);
    expect(server.steps).toEqual([]);
    expect(server.warnings).toEqual([
      "the server's clock jumped and went back: the service did not follow it, and no wait is longer or shorter; check what sets the clock (NTP)",
    ]);
  });

  test("that stays is adopted after ten seconds, forward and back", () => {
    for (const byMs of [dayMs, -dayMs, 90_000, -90_000, 70 * dayMs]) {
      const server = new Server().wallClockJumps(byMs).passes(9_000);
      expect(server.saidAfter(tenOClock)).toBe(9_000);
      server.passes(4_000);
      expect(server.steps).toEqual([byMs]);
      expect(server.saidAfter(tenOClock)).toBe(13_000 + byMs);
    }
  });

  test("begins its ten seconds again when the clock is set once more meanwhile", () => {
    const server = new Server().wallClockJumps(dayMs).passes(7_000).wallClockJumps(dayMs).passes(8_000);
    expect(server.steps).toEqual([]);
    server.passes(5_000);
    expect(server.steps).toEqual([2 * dayMs]);
  });

  test("of less than a second is followed slowly, and the clock never stops for longer than that", () => {
    const server = new Server().wallClockJumps(900).passes(5_000);
    expect(server.saidAfter(tenOClock)).toBeLessThan(5_300);
    server.passes(30_000);
    expect(server.saidAfter(tenOClock)).toBe(35_900);
    server.wallClockJumps(-900).passes(40_000);
    expect(server.saidAfter(tenOClock)).toBe(75_000);
    expect([server.steps, server.warnings]).toEqual([[], []]);
  });

  test("to and fro all the time gives one line a minute", () => {
    const server = new Server();
    for (let jumps = 0; jumps < 60; jumps += 1) server.wallClockJumps(dayMs).passes(2_000).wallClockJumps(-dayMs).passes(1_000);
    expect(server.warnings).toHaveLength(3);
  });
});

type Event = { passes: number } | { jumps: number };
const anyEvent: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ passes: fc.integer({ min: 1, max: 20_000 }) }),
  fc.record({ jumps: fc.oneof(fc.integer({ min: -5_000, max: 5_000 }), fc.constantFrom(90_000, -90_000, dayMs, -dayMs, 70 * dayMs)) }),
);

test("when anything sets the server's clock, the service's clock goes back only by an adopted step, and is right in the end", () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 30 }), (events) => {
      const server = new Server();
      let before = { now: server.clock.now(), elapsed: server.elapsed, adopted: 0 };
      for (const event of events) {
        if ("jumps" in event) server.wallClockJumps(event.jumps);
        else server.passes(event.passes);
        const adopted = server.steps.reduce((sum, step) => sum + step, 0);
        const after = { now: server.clock.now(), elapsed: server.elapsed, adopted };
        const passed = after.elapsed - before.elapsed;
        const moved = after.now - before.now - (after.adopted - before.adopted);
        expect(moved).toBeGreaterThanOrEqual(Math.floor(passed * 0.95) - 1_100);
        expect(moved).toBeLessThanOrEqual(Math.ceil(passed * 1.05) + 1_100);
        if (after.adopted === before.adopted) expect(moved).toBeGreaterThanOrEqual(0);
        before = after;
      }
      server.passes(60_000);
      expect(Math.abs(server.clock.now() - server.wall)).toBeLessThanOrEqual(1);
    }),
  );
});

test("a wait ends after the time that it was set for, however the server's clock is set meanwhile", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 120_000 }), fc.array(anyEvent, { maxLength: 20 }), (waitMs, events) => {
      const server = new Server();
      let endedAfter: number | null = null;
      timer(waitMs, server.clock).subscribe(() => {
        endedAfter = server.elapsed;
      });
      for (const event of events) "jumps" in event ? server.wallClockJumps(event.jumps) : server.passes(event.passes);
      server.passes(120_000);
      expect(endedAfter).toBe(waitMs);
    }),
  );
});
