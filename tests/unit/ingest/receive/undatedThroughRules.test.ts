import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CausedDecision } from "#domain/decision.ts";
import type { Reading, ReadingValue } from "#domain/reading.ts";
import { DeviceClocks } from "#ingest/receive/deviceClocks.ts";
import type { StepResult } from "#rules/engine/engine.ts";
import { engine, homeOf, planOf, readingOf, takeReading } from "../../rules/rulesStory.ts";

/** Buffered readings of a device without a usable clock: an old all-clear ends no new alarm. */

const hour = 3_600_000;
const always = planOf({}, { windows: [{ name: "night", from: "00:00", to: "00:00" }] as never });
const rooms = [
  { id: "1", name: "Detector", kind: "fall" },
  { id: "2", name: "Smoke alarm", kind: "smoke" },
  { id: "3", name: "Bed", kind: "bed" },
  { id: "4", name: "Gate", kind: "boundary" },
  { id: "5", name: "Front door", kind: "door", outside: true },
  { id: "6", name: "Thermometer", kind: "temperature" },
] as const;
const home = homeOf([...rooms], "live", { plan: { ...always, rules: { bedExit: {}, boundary: {}, doorOpen: {} } } });
const moment = (clock: string): number => Date.parse(`2026-11-22T${clock.length === 5 ? `${clock}:00` : clock}Z`);

/** The reading that raises concern, and the all-clear that ends it. */
const pairs: Record<string, readonly [concern: ReadingValue, allClear: ReadingValue]> = {
  fall: [
    { kind: "fall", state: "suspected" },
    { kind: "fall", state: "cancelled" },
  ],
  smoke: [
    { kind: "smoke", detected: true },
    { kind: "smoke", detected: false },
  ],
  bed: [
    { kind: "bed", occupied: false },
    { kind: "bed", occupied: true },
  ],
  boundary: [
    { kind: "boundary", inside: false },
    { kind: "boundary", inside: true },
  ],
  door: [
    { kind: "door", open: true },
    { kind: "door", open: false },
  ],
};
const kinds = Object.keys(pairs);
const devices = new Map(rooms.map(({ id, kind }) => [kind as string, id]));

/** How far the device clock is ahead, in ms; null for a device without a clock. */
type Ahead = number | null;
const clocks: [string, Ahead][] = [
  ["right", 0],
  ["an hour ahead", hour],
  ["an hour behind", -hour],
  ["without a time", null],
];
const undated = clocks.filter(([name]) => name !== "right");

interface More {
  /** When the reading was made, if that is not now; then it is a buffered one. */
  madeAt?: string;
  boot?: string;
}

/** One device that has sent live readings for a while. */
class ReportingDevice {
  readonly decided: CausedDecision[] = [];
  readonly readings: Reading[] = [];
  readonly #id: string;
  readonly #ahead: Ahead;
  readonly #numbered: boolean;
  #clocks = new DeviceClocks();
  #state = engine.start(home, moment("10:00")).state;

  constructor(kind: string, ahead: Ahead, { numbered = true, heard = true } = {}) {
    this.#id = devices.get(kind) ?? "";
    this.#ahead = ahead;
    this.#numbered = numbered;
    if (heard) for (const nth of [0, 1, 2, 3]) this.says({ kind: "heartbeat" }, `10:0${nth}`, 100 + nth);
  }

  says(value: ReadingValue, at: string, seq: number, { madeAt, boot = "a1" }: More = {}): this {
    const receivedAt = moment(at);
    const own = this.#ahead === null ? null : moment(madeAt ?? at) + this.#ahead;
    const made = readingOf(home, this.#id, value, { at: own, receivedAt, seq, historical: madeAt !== undefined });
    const numbers = this.#numbered ? { seq, boot } : { seq: null, boot: null };
    const reading = { ...made, ...numbers, key: `${boot}/${seq}`, time: this.#clocks.eventTimeOf({ ...made, ...numbers }) };
    this.until(at);
    this.#apply(takeReading(engine, home, this.#state, reading, this.readings));
    this.readings.push(reading);
    return this;
  }

  /** After a restart of the service only the error of the clock is known, and no earlier stamps to compare with. */
  restarts(): this {
    this.#clocks = new DeviceClocks();
    this.#clocks.eventTimeOf({ ...(this.readings[0] as Reading), boot: "of before" });
    return this;
  }

  until(at: string): this {
    return this.#apply(engine.onTime(home, this.#state, moment(at)));
  }

  get lines(): string[] {
    return this.decided.flatMap(({ decision, at, rule }) => {
      const time = new Date(at).toISOString().slice(11, 19);
      if (rule === "deviceHealth") return [];
      if (decision.do === "raise") return [`${time} ${decision.sentence}`];
      return decision.do === "addNote" ? [`${time} note${decision.endsEpisode ? " its end" : ""} ${decision.text}`] : [];
    });
  }

  get rings(): string[] {
    return this.lines.filter((line) => !line.includes(" note"));
  }

  get ends(): string[] {
    return this.lines.filter((line) => line.includes(" note its end"));
  }

  /** The last alarm that rang has not ended. */
  get stillRings(): boolean {
    const last = this.lines.findLast((line) => this.rings.includes(line) || this.ends.includes(line));
    return last !== undefined && this.rings.includes(last);
  }

  /** The event time of each reading, "15:59:59.999". */
  get times(): string[] {
    return this.readings.map(({ time }) => new Date(time).toISOString().slice(11, 23));
  }

  #apply({ state, decided, faults }: StepResult): this {
    expect(faults).toEqual([]);
    this.#state = state;
    this.decided.push(...decided);
    return this;
  }
}

/** How a person lives is judged by event time: there an all-clear of unknown time ends nothing, even if its number shows that it is newer. */
const endsNothing = (kind: string, ahead: Ahead): boolean => ahead !== 0 && kind !== "fall" && kind !== "smoke";

const readingValue = (kind: string, which: 0 | 1): ReadingValue => (pairs[kind] as readonly [ReadingValue, ReadingValue])[which];

describe.each(clocks)("a device whose clock is %s", (_, ahead) => {
  test.each(kinds)("%s: an all-clear that was buffered before the alarm does not end it", (kind) => {
    const withAllClear = (old: boolean) => {
      const device = new ReportingDevice(kind, ahead).says(readingValue(kind, 1), "11:00", 110).says(readingValue(kind, 0), "16:00", 200);
      if (old) device.says(readingValue(kind, 1), "16:00:01", 150, { madeAt: "13:00" });
      return device.until("20:00");
    };
    expect(withAllClear(true).rings).toEqual(withAllClear(false).rings);
    expect(withAllClear(true).rings).toHaveLength(1);
    expect(withAllClear(true).ends).toEqual([]);
  });

  test.each(kinds)("%s: an old episode that was buffered from start to end does not end a newer one", (kind) => {
    const device = new ReportingDevice(kind, ahead).says(readingValue(kind, 0), "16:00", 200);
    for (let nth = 0; nth < 5; nth += 1) device.says({ kind: "heartbeat" }, `16:00:0${nth + 1}`, 201 + nth);
    device
      .says(readingValue(kind, 0), "16:00:10", 150, { madeAt: "13:00" })
      .says(readingValue(kind, 1), "16:00:11", 151, { madeAt: "13:01" });
    expect(device.until("20:00").stillRings).toBe(true);
  });

  test.each(kinds)("%s: an all-clear that was buffered after the alarm ends it if its time is known, or it is of a danger", (kind) => {
    const device = new ReportingDevice(kind, ahead)
      .says(readingValue(kind, 0), "16:00", 200)
      .says({ kind: "heartbeat" }, "16:00:10", 201)
      .until("17:30")
      .says(readingValue(kind, 1), "18:00", 202, { madeAt: "17:40" })
      .until("20:00");
    expect(device.rings).toHaveLength(1);
    if (kind === "fall") expect(device.lines[1]).toContain("Cancelled by the wearer");
    else expect(device.ends).toHaveLength(endsNothing(kind, ahead) ? 0 : 1);
    expect(device.lines.at(-1)).not.toContain("before this fall");
  });

  test.each(kinds)("%s: a buffered alarm is over if its all-clear was buffered too or arrived before it", (kind) => {
    if (endsNothing(kind, ahead)) return;
    const buffered = new ReportingDevice(kind, ahead)
      .says(readingValue(kind, 0), "16:00", 200, { madeAt: "15:00" })
      .says(readingValue(kind, 1), "16:00:01", 201, { madeAt: "15:01" })
      .until("20:00");
    const overtaken = new ReportingDevice(kind, ahead)
      .says(readingValue(kind, 1), "16:00", 201)
      // A return to bed is believed after a minute.
      .says(readingValue(kind, 0), "16:02", 200, { madeAt: "15:00" })
      .until("20:00");
    // A danger rings even when it is received late, with a note that it is over. A trip or a door that is over raises nothing.
    expect(buffered.stillRings).toBe(false);
    if (kind !== "boundary") expect(buffered.rings).toHaveLength(kind === "smoke" ? 1 : 0);
    if (kind === "fall") return;
    expect(overtaken.stillRings).toBe(false);
    expect(overtaken.rings).toHaveLength(kind === "smoke" ? 1 : 0);
  });
});

describe.each(undated)("a device whose clock is %s", (_, ahead) => {
  test.each(kinds)("%s: an old all-clear ends nothing after a restart, alone or with its own alarm", (kind) => {
    const device = new ReportingDevice(kind, ahead).says(readingValue(kind, 0), "16:00", 200).restarts();
    device.says(readingValue(kind, 1), "16:00:01", 150, { madeAt: "13:00" });
    device
      .says(readingValue(kind, 0), "16:00:02", 151, { madeAt: "13:10" })
      .says(readingValue(kind, 1), "16:00:03", 152, { madeAt: "13:11" });
    expect(device.until("20:00").stillRings).toBe(true);
  });

  test.each(kinds)("%s: a live alarm rings though the device counts from the beginning again", (kind) => {
    const device = new ReportingDevice(kind, ahead).says(readingValue(kind, 1), "11:00", 900).says(readingValue(kind, 0), "16:00", 3);
    device.says(readingValue(kind, 1), "16:00:01", 2, { madeAt: "13:00" });
    expect(device.until("20:00").rings).toHaveLength(1);
    expect(device.ends).toEqual([]);
  });

  test.each(kinds)("%s: a reading buffered before a restart of the device is not compared", (kind) => {
    const device = new ReportingDevice(kind, ahead).says(readingValue(kind, 0), "16:00", 3, { boot: "b2" });
    device.says(readingValue(kind, 1), "16:00:01", 150, { madeAt: "13:00" });
    expect(device.until("20:00").rings).toHaveLength(1);
    expect(device.ends).toEqual([]);
  });

  test.each(kinds)("%s: without numbers it ends only an alarm that its own times show to be older", (kind) => {
    const device = new ReportingDevice(kind, ahead, { numbered: false }).says(readingValue(kind, 0), "16:00", 0);
    device.says(readingValue(kind, 1), "16:00:01", 0, { madeAt: "13:00" }).until("17:30");
    expect(device.rings).toHaveLength(1);
    expect(device.ends).toEqual([]);
    if (kind === "fall") return;
    device.says(readingValue(kind, 1), "18:00", 0, { madeAt: "17:40" });
    expect(device.ends).toHaveLength(ahead === null || endsNothing(kind, ahead) ? 0 : 1);
  });

  test("the room stays cold until a live temperature shows otherwise", () => {
    const celsius = (degrees: number): ReadingValue => ({ kind: "temperature", celsius: degrees });
    const device = new ReportingDevice("temperature", ahead).says(celsius(10), "12:00", 110).until("15:00");
    device.says(celsius(20), "15:00:01", 108, { madeAt: "11:00" }).says(celsius(20), "15:00:02", 111, { madeAt: "14:30" });
    expect(device.lines).toHaveLength(1);
    expect(device.says(celsius(20), "15:10", 112).ends).toHaveLength(1);
  });

  test("a buffered movement of unknown time does not count as a person seen", () => {
    const clocks = new DeviceClocks();
    const heard = (at: string, seq: number, madeAt = at) => {
      const own = ahead === null ? null : moment(madeAt) + ahead;
      const said = { at: own, receivedAt: moment(at), seq, historical: at !== madeAt };
      const made = readingOf(home, "8", { kind: "motion", detected: true }, said);
      return clocks.eventTimeOf(made);
    };
    heard("01:00", 7);
    // Its number shows only that it is after 01:00.
    expect(heard("02:15", 8, "01:30")).toBe(moment("01:00"));
  });
});

test("a return of unknown time adds no note; the sentence of a cancelled fall says earlier", () => {
  const gate = new ReportingDevice("boundary", null)
    .says(readingValue("boundary", 0), "16:00", 200)
    .says(readingValue("boundary", 1), "16:30", 201, { madeAt: "16:10" });
  expect(gate.ends).toEqual([]);
  const fallen = new ReportingDevice("fall", hour).says({ kind: "fall", state: "fallen" }, "16:00", 200);
  fallen.says({ kind: "fall", state: "cancelled" }, "16:01", 150, { madeAt: "13:00" });
  expect(fallen.lines.at(-1)).toBe("16:01:00 note Cancelled by the wearer earlier, received 16:01, perhaps before this fall: Detector");
});

test("a buffered reading lies between the live readings before and after it", () => {
  const beats: ReadingValue = { kind: "heartbeat" };
  const bed = new ReportingDevice("bed", null, { heard: false })
    .says(beats, "10:00", 100)
    .says(beats, "12:00", 110)
    .says(readingValue("bed", 0), "12:00:01", 104, { madeAt: "11:00" })
    .says(readingValue("bed", 1), "12:00:02", 105, { madeAt: "11:00" })
    .says(readingValue("bed", 1), "12:00:03", 103, { madeAt: "11:00" })
    .says(readingValue("bed", 0), "12:00:04", 111, { madeAt: "11:00" });
  expect(bed.times).toEqual(["10:00:00.000", "12:00:00.000", "11:59:59.999", "11:59:59.999", "10:00:00.000", "12:00:04.000"]);
});

test("no reading of a device without a time is after its arrival, live ones are at it, and buffered ones are before later live ones", () => {
  const report = fc.record({ seq: fc.integer({ min: 0, max: 30 }), buffered: fc.boolean(), well: fc.boolean() });
  fc.assert(
    fc.property(fc.array(report, { maxLength: 30 }), fc.constantFrom<Ahead>(null, hour, -hour), (all, ahead) => {
      const clocks = new DeviceClocks();
      const lives: { seq: number; time: number }[] = [];
      for (const [nth, { seq, buffered, well }] of all.entries()) {
        const receivedAt = moment("16:00") + nth * 1000;
        // A buffered reading is as old as its number; a live one has the next number.
        const live = !buffered || lives.length === 0;
        const number = live ? 1000 + nth * 30 : 1000 + nth * 30 - seq * 10;
        const own = ahead === null ? null : moment("16:00") + ((number - 1000) / 30) * 1000 + ahead;
        const made = readingOf(home, "3", readingValue("bed", well ? 1 : 0), { at: own, receivedAt, seq: number, historical: !live });
        const time = clocks.eventTimeOf(made);
        if (live) expect(time).toBe(receivedAt);
        expect(time).toBeLessThanOrEqual(receivedAt);
        if (live) lives.push({ seq: number, time });
        else for (const one of lives.slice(-16)) if (one.seq > number) expect(time).toBeLessThanOrEqual(one.time);
      }
    }),
  );
});
