import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CausedDecision } from "#domain/decision.ts";
import type { Reading, ReadingValue } from "#domain/reading.ts";
import { DeviceClocks } from "#ingest/receive/deviceClocks.ts";
import type { StepResult } from "#rules/engine/engine.ts";
import { engine, homeOf, planOf, readingOf, takeReading } from "../rules/rulesStory.ts";

/** What a device kept, where its clock tells no time: an old word that all is well silences nothing new. */

const hour = 3_600_000;
/** A window around the clock. */
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

/** Danger or somebody gone, and what says that it is over. */
const words: Record<string, readonly [bad: ReadingValue, well: ReadingValue]> = {
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
const kinds = Object.keys(words);
const devices = new Map(rooms.map(({ id, kind }) => [kind as string, id]));

/** How far a device's clock is ahead, ms; null for none. */
type Ahead = number | null;
const clocks: [string, Ahead][] = [
  ["right", 0],
  ["an hour ahead", hour],
  ["an hour behind", -hour],
  ["without a time", null],
];
const undated = clocks.filter(([name]) => name !== "right");

interface More {
  /** When it was made, where that is not now; then it was kept. */
  madeAt?: string;
  boot?: string;
}

/** One device, heard for a while. */
class Told {
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
    this.#keep(takeReading(engine, home, this.#state, reading, this.readings));
    this.readings.push(reading);
    return this;
  }

  /** Of a clock only that it is wrong is known after a restart: as from a device of which nothing can be compared. */
  restarts(): this {
    this.#clocks = new DeviceClocks();
    this.#clocks.eventTimeOf({ ...(this.readings[0] as Reading), boot: "of before" });
    return this;
  }

  until(at: string): this {
    return this.#keep(engine.onTime(home, this.#state, moment(at)));
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

  /** What rang last is not over. */
  get stillRings(): boolean {
    const last = this.lines.findLast((line) => this.rings.includes(line) || this.ends.includes(line));
    return last !== undefined && this.rings.includes(last);
  }

  /** When each was taken to have happened, "15:59:59.999". */
  get times(): string[] {
    return this.readings.map(({ time }) => new Date(time).toISOString().slice(11, 23));
  }

  #keep({ state, decided, faults }: StepResult): this {
    expect(faults).toEqual([]);
    this.#state = state;
    this.decided.push(...decided);
    return this;
  }
}

const word = (kind: string, which: 0 | 1): ReadingValue => (words[kind] as readonly [ReadingValue, ReadingValue])[which];

describe.each(clocks)("a device whose clock is %s", (_, ahead) => {
  test.each(kinds)("%s: an all-clear kept since before is of before", (kind) => {
    const told = (old: boolean) => {
      const device = new Told(kind, ahead).says(word(kind, 1), "11:00", 110).says(word(kind, 0), "16:00", 200);
      if (old) device.says(word(kind, 1), "16:00:01", 150, { madeAt: "13:00" });
      return device.until("20:00");
    };
    expect(told(true).rings).toEqual(told(false).rings);
    expect(told(true).rings).toHaveLength(1);
    expect(told(true).ends).toEqual([]);
  });

  test.each(kinds)("%s: an old episode, kept whole, ends nothing that began since", (kind) => {
    const device = new Told(kind, ahead).says(word(kind, 0), "16:00", 200);
    for (let nth = 0; nth < 5; nth += 1) device.says({ kind: "heartbeat" }, `16:00:0${nth + 1}`, 201 + nth);
    device.says(word(kind, 0), "16:00:10", 150, { madeAt: "13:00" }).says(word(kind, 1), "16:00:11", 151, { madeAt: "13:01" });
    expect(device.until("20:00").stillRings).toBe(true);
  });

  test.each(kinds)("%s: an all-clear kept since then ends it", (kind) => {
    const device = new Told(kind, ahead)
      .says(word(kind, 0), "16:00", 200)
      .says({ kind: "heartbeat" }, "16:00:10", 201)
      .until("17:30")
      .says(word(kind, 1), "18:00", 202, { madeAt: "17:40" })
      .until("20:00");
    expect(device.rings).toHaveLength(1);
    if (kind === "fall") expect(device.lines[1]).toContain("Cancelled by the wearer");
    else expect(device.ends).toHaveLength(1);
    expect(device.lines.at(-1)).not.toContain("before this fall");
  });

  test.each(kinds)("%s: what was kept is over where its end was kept too, or came at once", (kind) => {
    const kept = new Told(kind, ahead)
      .says(word(kind, 0), "16:00", 200, { madeAt: "15:00" })
      .says(word(kind, 1), "16:00:01", 201, { madeAt: "15:01" })
      .until("20:00");
    const overtaken = new Told(kind, ahead)
      .says(word(kind, 1), "16:00", 201)
      .says(word(kind, 0), "16:00:01", 200, { madeAt: "15:00" })
      .until("20:00");
    // A danger rings however late it is heard of, and says that it is over; of how people live, what is over rings nobody.
    expect(kept.stillRings).toBe(false);
    if (kind !== "boundary") expect(kept.rings).toHaveLength(kind === "smoke" ? 1 : 0);
    if (kind === "fall") return;
    expect(overtaken.stillRings).toBe(false);
    expect(overtaken.rings).toHaveLength(kind === "smoke" ? 1 : 0);
  });
});

describe.each(undated)("a device whose clock is %s", (_, ahead) => {
  test.each(kinds)("%s: an old all-clear ends nothing after a restart, alone or with what it ended", (kind) => {
    const device = new Told(kind, ahead).says(word(kind, 0), "16:00", 200).restarts();
    device.says(word(kind, 1), "16:00:01", 150, { madeAt: "13:00" });
    device.says(word(kind, 0), "16:00:02", 151, { madeAt: "13:10" }).says(word(kind, 1), "16:00:03", 152, { madeAt: "13:11" });
    expect(device.until("20:00").stillRings).toBe(true);
  });

  test.each(kinds)("%s: a count that began again unannounced hides nothing that is told as it happens", (kind) => {
    const device = new Told(kind, ahead).says(word(kind, 1), "11:00", 900).says(word(kind, 0), "16:00", 3);
    device.says(word(kind, 1), "16:00:01", 2, { madeAt: "13:00" });
    expect(device.until("20:00").rings).toHaveLength(1);
    expect(device.ends).toEqual([]);
  });

  test.each(kinds)("%s: what it kept before it was started anew is not compared", (kind) => {
    const device = new Told(kind, ahead).says(word(kind, 0), "16:00", 3, { boot: "b2" });
    device.says(word(kind, 1), "16:00:01", 150, { madeAt: "13:00" });
    expect(device.until("20:00").rings).toHaveLength(1);
    expect(device.ends).toEqual([]);
  });

  test.each(kinds)("%s: without numbers it ends only what its own times show", (kind) => {
    const device = new Told(kind, ahead, { numbered: false }).says(word(kind, 0), "16:00", 0);
    device.says(word(kind, 1), "16:00:01", 0, { madeAt: "13:00" }).until("17:30");
    expect(device.rings).toHaveLength(1);
    expect(device.ends).toEqual([]);
    if (kind === "fall") return;
    device.says(word(kind, 1), "18:00", 0, { madeAt: "17:40" });
    expect(device.ends).toHaveLength(ahead === null ? 0 : 1);
  });

  test("the room is cold until a temperature of now says otherwise", () => {
    const celsius = (degrees: number): ReadingValue => ({ kind: "temperature", celsius: degrees });
    const device = new Told("temperature", ahead).says(celsius(10), "12:00", 110).until("15:00");
    device.says(celsius(20), "15:00:01", 108, { madeAt: "11:00" }).says(celsius(20), "15:00:02", 111, { madeAt: "14:30" });
    expect(device.lines).toHaveLength(1);
    expect(device.says(celsius(20), "15:10", 112).ends).toHaveLength(1);
  });

  test("a movement kept since nobody knows when finds nobody who is missed", () => {
    const clocks = new DeviceClocks();
    const heard = (at: string, seq: number, madeAt = at) => {
      const own = ahead === null ? null : moment(madeAt) + ahead;
      const said = { at: own, receivedAt: moment(at), seq, historical: at !== madeAt };
      const made = readingOf(home, "8", { kind: "motion", detected: true }, said);
      return clocks.eventTimeOf(made);
    };
    heard("01:00", 7);
    // Shown to be after that, and no more.
    expect(heard("02:15", 8, "01:30")).toBe(moment("01:00"));
  });
});

test("what was kept says that nobody knows when it was", () => {
  const gate = new Told("boundary", null)
    .says(word("boundary", 0), "16:00", 200)
    .says(word("boundary", 1), "16:30", 201, { madeAt: "16:10" });
  expect(gate.lines).toEqual(["16:00:00 Left the safe area 16:00: Gate", "16:30:00 note its end Returned earlier, received 16:30: Gate"]);
  const fallen = new Told("fall", hour).says({ kind: "fall", state: "fallen" }, "16:00", 200);
  fallen.says({ kind: "fall", state: "cancelled" }, "16:01", 150, { madeAt: "13:00" });
  expect(fallen.lines.at(-1)).toBe("16:01:00 note Cancelled by the wearer earlier, received 16:01, perhaps before this fall: Detector");
});

test("what was kept stands between what it came after and what it came before", () => {
  const beats: ReadingValue = { kind: "heartbeat" };
  const bed = new Told("bed", null, { heard: false })
    .says(beats, "10:00", 100)
    .says(beats, "12:00", 110)
    .says(word("bed", 0), "12:00:01", 104, { madeAt: "11:00" })
    .says(word("bed", 1), "12:00:02", 105, { madeAt: "11:00" })
    .says(word("bed", 1), "12:00:03", 103, { madeAt: "11:00" })
    .says(word("bed", 0), "12:00:04", 111, { madeAt: "11:00" });
  expect(bed.times).toEqual(["10:00:00.000", "12:00:00.000", "11:59:59.999", "11:59:59.999", "10:00:00.000", "12:00:04.000"]);
});

test("whatever a device without a time kept, nothing is later than it came, what came at once is of then, and nothing kept is after what it came before", () => {
  const told = fc.record({ seq: fc.integer({ min: 0, max: 30 }), kept: fc.boolean(), well: fc.boolean() });
  fc.assert(
    fc.property(fc.array(told, { maxLength: 30 }), fc.constantFrom<Ahead>(null, hour, -hour), (all, ahead) => {
      const clocks = new DeviceClocks();
      const lives: { seq: number; time: number }[] = [];
      for (const [nth, { seq, kept, well }] of all.entries()) {
        const receivedAt = moment("16:00") + nth * 1000;
        // Each is as old as its number, and what comes at once has the next.
        const live = !kept || lives.length === 0;
        const number = live ? 1000 + nth * 30 : 1000 + nth * 30 - seq * 10;
        const own = ahead === null ? null : moment("16:00") + ((number - 1000) / 30) * 1000 + ahead;
        const made = readingOf(home, "3", word("bed", well ? 1 : 0), { at: own, receivedAt, seq: number, historical: !live });
        const time = clocks.eventTimeOf(made);
        if (live) expect(time).toBe(receivedAt);
        expect(time).toBeLessThanOrEqual(receivedAt);
        if (live) lives.push({ seq: number, time });
        else for (const one of lives.slice(-16)) if (one.seq > number) expect(time).toBeLessThanOrEqual(one.time);
      }
    }),
  );
});
