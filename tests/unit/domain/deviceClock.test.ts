import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clockToleranceMs, clockWithSkew, type DeviceClock, eventTimeOf, offsetOf, unknownClock } from "#domain/time/deviceClock.ts";

const noon = Date.parse("2026-11-22T12:00:00Z");
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const noNumber = { seq: null, boot: null };

/** A device whose clock is ahead of ours by `ahead` ms; readings arrive `delay` ms after they were sent. */
class Device {
  clock: DeviceClock;
  ahead: number;
  constructor(ahead: number, clock: DeviceClock = unknownClock) {
    this.ahead = ahead;
    this.clock = clock;
  }

  /** How far the event time of a reading of this moment is from the truth, in ms; 0 is right. */
  reports(happened: number, { delay = 0, historical = false } = {}): number {
    const { time, clock } = eventTimeOf(this.clock, { at: happened + this.ahead, arrivedAt: happened + delay, historical, ...noNumber });
    this.clock = clock;
    return time - happened;
  }
}

describe("a device clock that is wrong by less than two minutes", () => {
  test("is corrected when it is fast, for buffered readings too", () => {
    const hub = new Device(90 * second);
    expect([0, 1, 2].map((i) => hub.reports(noon + i * minute))).toEqual([0, 0, 0]);
    expect(offsetOf(hub.clock)).toBe(-90 * second);
    expect(hub.reports(noon + hour, { delay: 3 * hour, historical: true })).toBe(0);
  });

  test("is corrected by the quickest delivery when it is slow", () => {
    const hub = new Device(-90 * second);
    expect(hub.reports(noon, { delay: 20 * second })).toBe(20 * second);
    expect(hub.reports(noon + minute, { delay: second })).toBe(second);
    expect(hub.reports(noon + 2 * minute, { delay: 25 * second })).toBe(second);
    expect(hub.clock.faulty).toBe(false);
  });

  test("is followed while it drifts", () => {
    const hub = new Device(0);
    for (let i = 0; i < 100; i += 1) {
      hub.ahead = -i * second;
      const wrong = hub.reports(noon + i * minute);
      expect(Math.abs(wrong)).toBeLessThanOrEqual(8 * second);
    }
  });
});

describe("a device clock that is wrong by more than two minutes", () => {
  test("is faulty: the arrival counts, for a buffered reading that raises concern too", () => {
    const fast = new Device(3 * hour);
    expect(fast.reports(noon, { delay: second })).toBe(second);
    expect(fast.clock.faulty).toBe(true);
    expect(fast.reports(noon, { delay: 2 * hour, historical: true })).toBe(2 * hour);
    const slow = new Device(-3 * hour);
    expect(slow.reports(noon, { delay: second })).toBe(second);
    expect(slow.clock.faulty).toBe(true);
  });

  test("is trusted again with the first reading after it was set right", () => {
    const hub = new Device(3 * hour);
    hub.reports(noon);
    hub.ahead = -10 * second;
    expect(hub.reports(noon + minute)).toBe(0);
    expect(hub.clock).toMatchObject({ faulty: false, offsets: [10 * second] });
  });

  test("and was never set counts as no clock, and changes no estimate", () => {
    const clock = clockWithSkew(5 * second);
    const at = Date.UTC(1970, 0, 1, 0, 10);
    expect(eventTimeOf(clock, { at, arrivedAt: noon, historical: false, ...noNumber })).toEqual({ time: noon, clock });
    expect(eventTimeOf(clock, { at: null, arrivedAt: noon, historical: false, ...noNumber })).toEqual({ time: noon, clock });
  });
});

describe("a device clock that was right until now", () => {
  test("is still right when its device hands over a backlog without marking it", () => {
    const hub = new Device(2 * second, clockWithSkew(2 * second));
    const back = noon + 4 * hour;
    // Four hours of readings, one every ten minutes, handed over within a minute.
    for (let i = 0; i < 24; i += 1) {
      const happened = noon + i * 10 * minute;
      expect(hub.reports(happened, { delay: back + i * 2 * second - happened })).toBe(0);
    }
    expect(hub.reports(back + 2 * minute)).toBe(0);
    expect(hub.clock.faulty).toBe(false);
  });

  test("is faulty at once when it shows a time years ago, for no device buffers for more than 14 days", () => {
    const door = new Device(0, clockWithSkew(0));
    door.ahead = Date.UTC(2020, 0, 1) - noon;
    expect(door.reports(noon)).toBe(0);
    expect(door.clock.faulty).toBe(true);
    const after15Days = new Device(0, clockWithSkew(0));
    expect(after15Days.reports(noon, { delay: 15 * day })).toBe(15 * day);
    const after13Days = new Device(0, clockWithSkew(0));
    expect(after13Days.reports(noon, { delay: 13 * day })).toBe(0);
  });

  test("is faulty at once when it is set back between two live readings, and stays so until it is right", () => {
    const door = new Device(0, clockWithSkew(0));
    door.reports(noon);
    door.ahead = -hour;
    expect(door.reports(noon + minute)).toBe(0);
    expect(door.clock.faulty).toBe(true);
    // By its own clock it is now later than its last live reading.
    expect(door.reports(noon + 70 * minute)).toBe(0);
    door.ahead = second;
    expect(door.reports(noon + 80 * minute)).toBe(0);
    expect(door.clock.faulty).toBe(false);
  });

  test("was set back if the device was received live at the time that it now gives", () => {
    const setBack = new Device(0, clockWithSkew(0, noon));
    setBack.ahead = -10 * minute;
    expect(setBack.reports(noon + 5 * minute)).toBe(0);
    expect(setBack.clock.faulty).toBe(true);
    const silent = new Device(0, clockWithSkew(0, noon));
    expect(silent.reports(noon + 5 * minute, { delay: hour })).toBe(0);
    expect(silent.clock.faulty).toBe(false);
  });

  test("was set back if an older time without a mark follows a buffered reading", () => {
    const hub = new Device(0, clockWithSkew(0, noon));
    expect(hub.reports(noon + 4 * hour, { delay: hour, historical: true })).toBe(0);
    hub.ahead = -3 * hour;
    expect(hub.reports(noon + 5 * hour + minute)).toBe(0);
    expect(hub.clock.faulty).toBe(true);
  });

  test("is still right for a reading that was in transit when the line went down, and for the backlog after it", () => {
    const hub = new Device(0, clockWithSkew(0));
    hub.reports(noon, { delay: 3 * second });
    expect(hub.reports(noon + second, { delay: hour })).toBe(0);
    expect(hub.reports(noon + 20 * minute, { delay: 40 * minute })).toBe(0);
    expect(hub.clock.faulty).toBe(false);
  });

  test("is not faulty because of a resend", () => {
    const hub = new Device(0, clockWithSkew(0));
    for (const nth of [0, 1, 2]) hub.reports(noon + nth * minute);
    hub.reports(noon + minute, { delay: 20 * minute });
    hub.reports(noon + 2 * minute, { delay: 20 * minute });
    expect(hub.clock.faulty).toBe(false);
    expect(hub.reports(noon + 10 * minute, { delay: 15 * minute })).toBe(0);
  });

  test("is not faulty because of a reading that later numbers overtook, unless that one is hours old", () => {
    const reports = (clock: DeviceClock, seq: number, happened: number, delay: number, ahead = 0) =>
      eventTimeOf(clock, { at: happened + ahead, arrivedAt: happened + delay, historical: false, seq, boot: "a" });
    const { clock } = reports(clockWithSkew(0), 12, noon, 0);
    const overtaken = reports(clock, 11, noon - 5 * minute, 6 * minute);
    expect(overtaken).toMatchObject({ time: noon - 5 * minute, clock: { faulty: false } });
    // The device counts from 1 again, and its clock was set back.
    expect(reports(clock, 1, noon + hour, 0, -3 * hour)).toMatchObject({ time: noon + hour, clock: { faulty: true } });
    expect(reports(overtaken.clock, 13, noon + 20 * minute, 0, -30 * minute).clock.faulty, "a higher number with an older time").toBe(true);
  });

  test("is right for several buffered readings of the same second", () => {
    const hub = new Device(0, clockWithSkew(0));
    hub.reports(noon);
    expect([0, 1, 2].map((nth) => hub.reports(noon + hour, { delay: 3 * hour + nth * second }))).toEqual([0, 0, 0]);
  });

  test("that has stopped is no clock: its readings count at their arrival", () => {
    const door = new Device(0, clockWithSkew(0));
    door.reports(noon);
    for (const passed of [3, 30, 300].map((minutes) => minutes * minute)) {
      door.ahead = -passed;
      expect(door.reports(noon + passed)).toBe(0);
    }
  });

  test.each([5, 50])("and was set back during a silence is faulty after two minutes, with a reading every %i seconds", (every) => {
    const hub = new Device(0, clockWithSkew(0));
    hub.ahead = -hour;
    const wrong: number[] = [];
    for (let at = 0; at <= 5 * minute; at += every * second) wrong.push(hub.reports(noon + at));
    const found = wrong.indexOf(0);
    expect(found * every).toBeGreaterThanOrEqual(120);
    expect(found * every).toBeLessThanOrEqual(120 + every);
    // In the first two minutes it looks like a backlog.
    expect(wrong.slice(0, found).every((ms) => ms === -hour)).toBe(true);
    expect(wrong.slice(found).every((ms) => ms === 0)).toBe(true);
  });

  test("and was set forward is faulty at once, for nothing arrives from the future", () => {
    const hub = new Device(hour, clockWithSkew(0));
    expect(hub.reports(noon)).toBe(0);
    expect(hub.clock.faulty).toBe(true);
  });
});

test("no reading happens after its arrival, and a clock within the tolerance is corrected to within the delay of delivery", () => {
  const report = fc.record({
    at: fc.option(fc.integer({ min: -5 * hour, max: 5 * hour }), { nil: null }),
    after: fc.integer({ min: 0, max: 10 * minute }),
    historical: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(report, { maxLength: 60 }), (all) => {
      let clock: DeviceClock = unknownClock;
      let arrivedAt = noon;
      for (const { at, after, historical } of all) {
        arrivedAt += after;
        const found = eventTimeOf(clock, { at: at === null ? null : arrivedAt + at, arrivedAt, historical, ...noNumber });
        expect(found.time).toBeLessThanOrEqual(arrivedAt);
        clock = found.clock;
        expect(clock.offsets.length).toBeLessThanOrEqual(8);
        expect(clock.recentTimes.length).toBeLessThanOrEqual(8);
      }
    }),
  );
  fc.assert(
    fc.property(
      fc.integer({ min: -clockToleranceMs + 30 * second, max: clockToleranceMs }),
      fc.array(fc.integer({ min: 0, max: 30 * second }), { minLength: 1, maxLength: 30 }),
      (ahead, delays) => {
        const device = new Device(ahead);
        for (const [i, delay] of delays.entries()) {
          const wrong = device.reports(noon + i * minute, { delay });
          expect(wrong).toBeGreaterThanOrEqual(0);
          expect(wrong).toBeLessThanOrEqual(delay);
        }
      },
    ),
  );
});

test("readings of one device keep their order, however long each was in transit", () => {
  const delays = fc.array(fc.record({ gap: fc.integer({ min: 1, max: 60_000 }), delay: fc.integer({ min: 0, max: 100_000 }) }), {
    minLength: 2,
    // The device clock remembers the order of this many readings.
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
          const happened = eventTimeOf(clock, { ...one, ...noNumber, historical: false });
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
