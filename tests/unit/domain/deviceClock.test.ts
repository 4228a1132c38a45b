import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clockBoundMs, clockWithSkew, type DeviceClock, eventTimeOf, offsetOf, unknownClock } from "#domain/time/deviceClock.ts";

const noon = Date.parse("2026-11-22T12:00:00Z");
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A device whose clock is ahead of ours by `ahead` ms; readings arrive `delay` ms after they were sent. */
class Device {
  clock: DeviceClock;
  ahead: number;
  constructor(ahead: number, clock: DeviceClock = unknownClock) {
    this.ahead = ahead;
    this.clock = clock;
  }

  /** How far from the truth, in ms, the time is that a reading of this moment is given; 0 is right. */
  says(happened: number, { delay = 0, historical = false } = {}): number {
    const { time, clock } = eventTimeOf(this.clock, { at: happened + this.ahead, arrivedAt: happened + delay, historical });
    this.clock = clock;
    return time - happened;
  }
}

describe("a clock that is wrong by less than two minutes", () => {
  test("ahead of ours is put right, and what it kept for later too", () => {
    const hub = new Device(90 * second);
    expect([0, 1, 2].map((i) => hub.says(noon + i * minute))).toEqual([0, 0, 0]);
    expect(offsetOf(hub.clock)).toBe(-90 * second);
    expect(hub.says(noon + hour, { delay: 3 * hour, historical: true })).toBe(0);
  });

  test("behind ours is put right by the quickest of its deliveries", () => {
    const hub = new Device(-90 * second);
    expect(hub.says(noon, { delay: 20 * second })).toBe(20 * second);
    expect(hub.says(noon + minute, { delay: second })).toBe(second);
    expect(hub.says(noon + 2 * minute, { delay: 25 * second })).toBe(second);
    expect(hub.clock.faulty).toBe(false);
  });

  test("that drifts is followed", () => {
    const hub = new Device(0);
    for (let i = 0; i < 100; i += 1) {
      hub.ahead = -i * second;
      const wrong = hub.says(noon + i * minute);
      expect(Math.abs(wrong)).toBeLessThanOrEqual(8 * second);
    }
  });
});

describe("a clock that is wrong by more", () => {
  test("is at fault, and receipt counts, for what it kept and must not be missed as well", () => {
    const fast = new Device(3 * hour);
    expect(fast.says(noon, { delay: second })).toBe(second);
    expect(fast.clock.faulty).toBe(true);
    expect(fast.says(noon, { delay: 2 * hour, historical: true })).toBe(2 * hour);
    const slow = new Device(-3 * hour);
    expect(slow.says(noon, { delay: second })).toBe(second);
    expect(slow.clock.faulty).toBe(true);
  });

  test("is trusted again as soon as it was set right", () => {
    const hub = new Device(3 * hour);
    hub.says(noon);
    hub.ahead = -10 * second;
    expect(hub.says(noon + minute)).toBe(0);
    expect(hub.clock).toMatchObject({ faulty: false, offsets: [10 * second] });
  });

  test("so that it was never set, is no clock, and teaches nothing", () => {
    const clock = clockWithSkew(5 * second);
    const at = Date.UTC(1970, 0, 1, 0, 10);
    expect(eventTimeOf(clock, { at, arrivedAt: noon, historical: false })).toEqual({ time: noon, clock });
    expect(eventTimeOf(clock, { at: null, arrivedAt: noon, historical: false })).toEqual({ time: noon, clock });
  });
});

describe("a good clock", () => {
  test("that suddenly tells old times is late, not wrong: a backlog that does not say so", () => {
    const hub = new Device(2 * second, clockWithSkew(2 * second));
    const back = noon + 4 * hour;
    // Four hours of readings, one every ten minutes, told within a minute.
    for (let i = 0; i < 24; i += 1) {
      const happened = noon + i * 10 * minute;
      expect(hub.says(happened, { delay: back + i * 2 * second - happened })).toBe(0);
    }
    expect(hub.says(back + 2 * minute)).toBe(0);
    expect(hub.clock.faulty).toBe(false);
  });

  test("that was reset is at fault at once, for nobody keeps a reading for years", () => {
    const door = new Device(0, clockWithSkew(0));
    door.ahead = Date.UTC(2020, 0, 1) - noon;
    expect(door.says(noon)).toBe(0);
    expect(door.clock.faulty).toBe(true);
    const after15Days = new Device(0, clockWithSkew(0));
    expect(after15Days.says(noon, { delay: 15 * day })).toBe(15 * day);
    const after13Days = new Device(0, clockWithSkew(0));
    expect(after13Days.says(noon, { delay: 13 * day })).toBe(0);
  });

  test("that steps back while its device speaks on is at fault at once, and stays so, however seldom it speaks", () => {
    const door = new Device(0, clockWithSkew(0));
    door.says(noon);
    door.ahead = -hour;
    expect(door.says(noon + minute)).toBe(0);
    expect(door.clock.faulty).toBe(true);
    // By its own clock it is now later than when it was last heard.
    expect(door.says(noon + 70 * minute)).toBe(0);
    door.ahead = second;
    expect(door.says(noon + 80 * minute)).toBe(0);
    expect(door.clock.faulty).toBe(false);
  });

  test("whose device was heard at the time that it tells now was set back, though nothing later was told", () => {
    const heard = new Device(0, clockWithSkew(0, noon));
    heard.ahead = -10 * minute;
    expect(heard.says(noon + 5 * minute)).toBe(0);
    expect(heard.clock.faulty).toBe(true);
    const silent = new Device(0, clockWithSkew(0, noon));
    expect(silent.says(noon + 5 * minute, { delay: hour })).toBe(0);
    expect(silent.clock.faulty).toBe(false);
  });

  test("whose device tells what it kept, and then an older time that it does not say it kept, was set back", () => {
    const hub = new Device(0, clockWithSkew(0, noon));
    expect(hub.says(noon + 4 * hour, { delay: hour, historical: true })).toBe(0);
    hub.ahead = -3 * hour;
    expect(hub.says(noon + 5 * hour + minute)).toBe(0);
    expect(hub.clock.faulty).toBe(true);
  });

  test("is late with what was on its way when the line went down, and its backlog after that", () => {
    const hub = new Device(0, clockWithSkew(0));
    hub.says(noon, { delay: 3 * second });
    expect(hub.says(noon + second, { delay: hour })).toBe(0);
    expect(hub.says(noon + 20 * minute, { delay: 40 * minute })).toBe(0);
    expect(hub.clock.faulty).toBe(false);
  });

  test("is not at fault for a resend, which tells again what was told", () => {
    const hub = new Device(0, clockWithSkew(0));
    for (const told of [0, 1, 2]) hub.says(noon + told * minute);
    hub.says(noon + minute, { delay: 20 * minute });
    hub.says(noon + 2 * minute, { delay: 20 * minute });
    expect(hub.clock.faulty).toBe(false);
    expect(hub.says(noon + 10 * minute, { delay: 15 * minute })).toBe(0);
  });

  test("is not at fault for what its device made before, by its numbers, and was long under way; by hours it is", () => {
    const says = (clock: DeviceClock, seq: number, happened: number, delay: number, ahead = 0) =>
      eventTimeOf(clock, { at: happened + ahead, arrivedAt: happened + delay, historical: false, seq, boot: "a" });
    const { clock } = says(clockWithSkew(0), 12, noon, 0);
    const overtaken = says(clock, 11, noon - 5 * minute, 6 * minute);
    expect(overtaken).toMatchObject({ time: noon - 5 * minute, clock: { faulty: false } });
    // Its count began again, and its clock was set back.
    expect(says(clock, 1, noon + hour, 0, -3 * hour)).toMatchObject({ time: noon + hour, clock: { faulty: true } });
    expect(says(overtaken.clock, 13, noon + 20 * minute, 0, -30 * minute).clock.faulty, "the next number, and an older time").toBe(true);
  });

  test("is late with all that it kept of one second", () => {
    const hub = new Device(0, clockWithSkew(0));
    hub.says(noon);
    expect([0, 1, 2].map((nth) => hub.says(noon + hour, { delay: 3 * hour + nth * second }))).toEqual([0, 0, 0]);
  });

  test("that stands still is no clock: what it tells happens when it comes", () => {
    const door = new Device(0, clockWithSkew(0));
    door.says(noon);
    for (const passed of [3, 30, 300].map((minutes) => minutes * minute)) {
      door.ahead = -passed;
      expect(door.says(noon + passed)).toBe(0);
    }
  });

  test.each([5, 50])("that was set back in a silence is at fault after two minutes, though it speaks every %i seconds", (every) => {
    const hub = new Device(0, clockWithSkew(0));
    hub.ahead = -hour;
    const wrong: number[] = [];
    for (let at = 0; at <= 5 * minute; at += every * second) wrong.push(hub.says(noon + at));
    const found = wrong.indexOf(0);
    expect(found * every).toBeGreaterThanOrEqual(120);
    expect(found * every).toBeLessThanOrEqual(120 + every);
    // Until then it cannot be told from a backlog; from then on it is.
    expect(wrong.slice(0, found).every((ms) => ms === -hour)).toBe(true);
    expect(wrong.slice(found).every((ms) => ms === 0)).toBe(true);
  });

  test("that was set forward is at fault at once, for nothing comes from the future", () => {
    const hub = new Device(hour, clockWithSkew(0));
    expect(hub.says(noon)).toBe(0);
    expect(hub.clock.faulty).toBe(true);
  });
});

test("whatever a device says, nothing happened after it arrived, and within the bound it is put right to within the delay", () => {
  const told = fc.record({
    at: fc.option(fc.integer({ min: -5 * hour, max: 5 * hour }), { nil: null }),
    after: fc.integer({ min: 0, max: 10 * minute }),
    historical: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(told, { maxLength: 60 }), (all) => {
      let clock: DeviceClock = unknownClock;
      let arrivedAt = noon;
      for (const { at, after, historical } of all) {
        arrivedAt += after;
        const found = eventTimeOf(clock, { at: at === null ? null : arrivedAt + at, arrivedAt, historical });
        expect(found.time).toBeLessThanOrEqual(arrivedAt);
        clock = found.clock;
        expect(clock.offsets.length).toBeLessThanOrEqual(8);
        expect(clock.told.length).toBeLessThanOrEqual(8);
      }
    }),
  );
  fc.assert(
    fc.property(
      fc.integer({ min: -clockBoundMs + 30 * second, max: clockBoundMs }),
      fc.array(fc.integer({ min: 0, max: 30 * second }), { minLength: 1, maxLength: 30 }),
      (ahead, delays) => {
        const device = new Device(ahead);
        for (const [i, delay] of delays.entries()) {
          const wrong = device.says(noon + i * minute, { delay });
          expect(wrong).toBeGreaterThanOrEqual(0);
          expect(wrong).toBeLessThanOrEqual(delay);
        }
      },
    ),
  );
});

test("what a device tells of two moments keeps their order, however each was delayed on its way", () => {
  const delays = fc.array(fc.record({ gap: fc.integer({ min: 1, max: 60_000 }), delay: fc.integer({ min: 0, max: 100_000 }) }), {
    minLength: 2,
    // More than so many are not under way at once.
    maxLength: 8,
  });
  fc.assert(
    fc.property(delays, (moments) => {
      let at = Date.parse("2026-11-22T02:00:00Z");
      const sent = moments.map(({ gap, delay }) => {
        at += gap;
        return { at, arrivedAt: at + delay };
      });
      let clock = unknownClock;
      const timed = sent
        .toSorted((a, b) => a.arrivedAt - b.arrivedAt)
        .map((one) => {
          const happened = eventTimeOf(clock, { ...one, historical: false });
          clock = happened.clock;
          return { ...one, time: happened.time };
        })
        .toSorted((a, b) => a.at - b.at);
      for (const [nth, one] of timed.entries()) {
        expect(one.time).toBeLessThanOrEqual(one.arrivedAt);
        expect(one.time).toBeGreaterThanOrEqual(timed[nth - 1]?.time ?? 0);
      }
    }),
  );
});
