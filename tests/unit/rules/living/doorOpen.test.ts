import { describe, expect, test } from "vitest";
import { homeOf, planOf, Story } from "../rulesStory.ts";

const devices = [
  { id: "1", name: "Front door", kind: "door", room: "Hall", outside: true },
  { id: "2", name: "Back door", kind: "door", outside: true },
  { id: "3", name: "Bathroom door", kind: "door", room: "Bathroom" },
];
const homeWith = (rules: Parameters<typeof planOf>[0], more: Parameters<typeof planOf>[1] = {}) =>
  homeOf(devices, "live", { plan: planOf(rules, more) });
const home = homeWith({ doorOpen: {} });
const morning = "2026-11-22T08:00:00Z";
const opened = { kind: "door", open: true } as const;
const closed = { kind: "door", open: false } as const;
const kept = { historical: true };

describe("an outside door left open", () => {
  test("by night rings urgently at exactly 15 minutes, and its closing is told", () => {
    const story = new Story(home, morning).says("1", opened, "2026-11-23T02:14:00Z").until("2026-11-23T02:28:59.999Z");
    expect(story.lines).toEqual([]);
    story.until("2026-11-23T02:29:00Z").says("1", closed, "2026-11-23T02:40:00Z").until("2026-11-23T12:00:00Z");
    expect(story.lines).toEqual([
      "02:29:00 urgent Front door open at night for over 15 min, since 02:14 (Hall)",
      "02:40:00 note Front door closed 02:40 (Hall)",
    ]);
    expect(new Set(story.episodes)).toEqual(new Set(["doorOpen/1"]));
  });

  test("by day rings as advisory at exactly an hour", () => {
    const story = new Story(home, morning).says("2", opened, "2026-11-22T13:00:00Z").until("2026-11-22T13:59:59.999Z");
    expect(story.lines).toEqual([]);
    story.until("2026-11-22T14:00:00Z").says("2", closed, "2026-11-22T16:10:00Z");
    expect(story.lines).toEqual(["14:00:00 advisory Back door open for over 1 h, since 13:00", "16:10:00 note Back door closed 16:10"]);
  });

  test("since the afternoon grows urgent as the night begins", () => {
    const story = new Story(home, morning).says("1", opened, "2026-11-22T17:00:00Z").until("2026-11-23T12:00:00Z");
    expect(story.lines).toEqual([
      "18:00:00 advisory Front door open for over 1 h, since 17:00 (Hall)",
      "22:00:00 urgent Front door open at night for over 5 h, since 17:00 (Hall)",
    ]);
  });

  test("since shortly before the night has the night's 15 minutes", () => {
    const story = new Story(home, morning).says("1", opened, "2026-11-22T21:50:00Z").until("2026-11-23T12:00:00Z");
    expect(story.lines).toEqual(["22:05:00 urgent Front door open at night for over 15 min, since 21:50 (Hall)"]);
    const longer = new Story(home, morning).says("1", opened, "2026-11-22T21:20:00Z").until("2026-11-23T12:00:00Z");
    expect(longer.lines).toEqual(["22:00:00 urgent Front door open at night for over 40 min, since 21:20 (Hall)"]);
  });

  test("since before midnight says the date", () => {
    const story = new Story(home, morning).says("1", opened, "2026-11-22T23:50:00Z").until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual(["00:05:00 urgent Front door open at night for over 15 min, since 2026-11-22 23:50 (Hall)"]);
  });

  test("as the night ends has the day's hour", () => {
    const story = new Story(home, morning).says("1", opened, "2026-11-23T06:50:00Z").until("2026-11-23T12:00:00Z");
    expect(story.lines).toEqual(["07:50:00 advisory Front door open for over 1 h, since 06:50 (Hall)"]);
  });

  test("in a plan without a night rings as advisory once and no more", () => {
    const always = homeWith({ doorOpen: { windows: [] } }, { windows: [] });
    const story = new Story(always, morning).says("1", opened, "2026-11-22T21:50:00Z").until("2026-11-24T12:00:00Z");
    expect(story.lines).toEqual(["22:50:00 advisory Front door open for over 1 h, since 21:50 (Hall)"]);
  });

  test("and closed in time rings nobody; opened again it has its whole time again", () => {
    const story = new Story(home, morning)
      .says("1", opened, "2026-11-23T02:00:00Z")
      .says("1", closed, "2026-11-23T02:09:00Z")
      .says("1", opened, "2026-11-23T02:10:00Z")
      .says("1", closed, "2026-11-23T02:24:00Z")
      .until("2026-11-23T12:00:00Z");
    expect(story.lines).toEqual([]);
  });

  test("is not put off by a sensor that repeats itself", () => {
    const story = new Story(home, morning);
    for (const minute of ["00", "05", "10", "14"]) story.says("1", opened, `2026-11-23T02:${minute}:00Z`);
    expect(story.until("2026-11-23T06:00:00Z").lines).toHaveLength(1);
    expect(story.lines[0]).toMatch(/^02:15:00/);
  });

  test("is no inside door", () => {
    expect(new Story(home, morning).says("3", opened, "2026-11-23T02:00:00Z").until("2026-11-23T12:00:00Z").lines).toEqual([]);
  });

  test("goes by the wall clock in both nights on which it changes", () => {
    // At 22:00 on the wall of the evening before it is night; on the morning after, 07:00 on the wall is 06:00 UTC in March.
    const first = (time: string) => new Story(home, "2026-03-28T08:00:00Z").says("1", opened, time).until("2026-03-29T20:00:00Z").lines[0];
    expect(first("2026-03-29T00:50:00Z")).toBe("01:05:00 urgent Front door open at night for over 15 min, since 00:50 (Hall)");
    expect(first("2026-03-29T05:50:00Z")).toBe("06:50:00 advisory Front door open for over 1 h, since 06:50 (Hall)");
    const autumn = new Story(home, "2026-10-24T08:00:00Z").says("1", opened, "2026-10-25T06:40:00Z").until("2026-10-25T20:00:00Z").lines[0];
    expect(autumn).toBe("06:55:00 urgent Front door open at night for over 15 min, since 06:40 (Hall)");
  });
});

describe("word that comes late", () => {
  test("of the closing repairs the story; of an opening still open rings; of one closed since does not", () => {
    const told = new Story(home, morning)
      .says("1", opened, "2026-11-23T02:00:00Z")
      .until("2026-11-23T02:30:00Z")
      .says("1", closed, "2026-11-23T05:40:00Z", "2026-11-23T02:20:00Z", kept);
    expect(told.lines.at(-1)).toBe("05:40:00 note Front door closed 02:20, received 05:40 (Hall)");
    const open = new Story(home, morning)
      .says("2", closed, "2026-11-23T05:00:00Z")
      .says("1", opened, "2026-11-23T05:40:00Z", "2026-11-23T02:00:00Z", kept);
    expect(open.until("2026-11-23T05:41:00Z").lines).toEqual([
      "05:40:05 urgent Front door open at night for over 15 min, since 02:00 (Hall)",
    ]);
    const over = new Story(home, morning)
      .says("1", closed, "2026-11-23T05:00:00Z")
      .says("1", opened, "2026-11-23T05:40:00Z", "2026-11-23T02:00:00Z", kept);
    expect(over.until("2026-11-23T12:00:00Z").lines).toEqual([]);
  });
});

describe("a plan changed while a door stands open", () => {
  test("leaves it its time; the next opening goes by the new plan", () => {
    const story = new Story(home, morning)
      .says("1", opened, "2026-11-23T02:00:00Z")
      .changes({ plan: planOf({ doorOpen: { nightMinutes: 5 } }) }, "2026-11-23T02:08:00Z")
      .says("2", opened, "2026-11-23T02:09:00Z")
      .until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual([
      "02:14:00 urgent Back door open at night for over 5 min, since 02:09",
      "02:15:00 urgent Front door open at night for over 15 min, since 02:00 (Hall)",
    ]);
  });

  test("to one that watches it says since which day it has been open, and for how long at least", () => {
    const unwatched = homeWith({ bedExit: {} });
    const story = new Story(unwatched, "2026-11-20T08:00:00Z")
      .says("1", opened, "2026-11-20T12:00:00Z")
      .says("2", opened, "2026-11-20T12:01:00Z")
      .says("2", closed, "2026-11-21T13:00:00Z")
      .until("2026-11-23T12:00:00Z");
    story.changes({ plan: planOf({ doorOpen: {} }) }, "2026-11-23T12:00:00Z").until("2026-11-24T12:00:00Z");
    expect(story.lines).toEqual(["12:00:00 urgent Front door open at night for over 1 d 10 h, since 2026-11-20 12:00 (Hall)"]);
  });

  test("and leaving the rule out lets this door finish and begins no other", () => {
    const story = new Story(home, morning)
      .says("1", opened, "2026-11-23T02:00:00Z")
      .changes({ plan: planOf({ bedExit: {} }) }, "2026-11-23T02:08:00Z")
      .says("2", opened, "2026-11-23T02:09:00Z")
      .until("2026-11-23T02:40:00Z")
      .says("1", closed, "2026-11-23T03:00:00Z")
      .until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual([
      "02:15:00 urgent Front door open at night for over 15 min, since 02:00 (Hall)",
      "03:00:00 note Front door closed 03:00 (Hall)",
    ]);
  });
});
