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
const buffered = { historical: true };

describe("an outside door left open", () => {
  test("rings urgently at night after exactly 15 minutes, and closing it adds a note", () => {
    const story = new Story(home, morning).says("1", opened, "2026-11-23T02:14:00Z").until("2026-11-23T02:28:59.999Z");
    expect(story.lines).toEqual([]);
    story.until("2026-11-23T02:29:00Z").says("1", closed, "2026-11-23T02:40:00Z").until("2026-11-23T12:00:00Z");
    expect(story.lines).toEqual([
      "02:29:00 urgent Front door open at night for over 15 min, since 02:14 (Hall)",
      "02:40:00 note Front door closed 02:40 (Hall)",
    ]);
    expect(new Set(story.episodes)).toEqual(new Set(["doorOpen/1"]));
  });

  test("raises an advisory alarm by day after exactly one hour", () => {
    const story = new Story(home, morning).says("2", opened, "2026-11-22T13:00:00Z").until("2026-11-22T13:59:59.999Z");
    expect(story.lines).toEqual([]);
    story.until("2026-11-22T14:00:00Z").says("2", closed, "2026-11-22T16:10:00Z");
    expect(story.lines).toEqual(["14:00:00 advisory Back door open for over 1 h, since 13:00", "16:10:00 note Back door closed 16:10"]);
  });

  test("since the afternoon becomes urgent when the night begins", () => {
    const story = new Story(home, morning).says("1", opened, "2026-11-22T17:00:00Z").until("2026-11-23T12:00:00Z");
    expect(story.lines).toEqual([
      "18:00:00 advisory Front door open for over 1 h, since 17:00 (Hall)",
      "22:00:00 urgent Front door open at night for over 5 h, since 17:00 (Hall)",
    ]);
  });

  test("since shortly before the night rings after the 15 minutes of the night", () => {
    const story = new Story(home, morning).says("1", opened, "2026-11-22T21:50:00Z").until("2026-11-23T12:00:00Z");
    expect(story.lines).toEqual(["22:05:00 urgent Front door open at night for over 15 min, since 21:50 (Hall)"]);
    const longer = new Story(home, morning).says("1", opened, "2026-11-22T21:20:00Z").until("2026-11-23T12:00:00Z");
    expect(longer.lines).toEqual(["22:00:00 urgent Front door open at night for over 40 min, since 21:20 (Hall)"]);
  });

  test("since before midnight gives the date in the sentence", () => {
    const story = new Story(home, morning).says("1", opened, "2026-11-22T23:50:00Z").until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual(["00:05:00 urgent Front door open at night for over 15 min, since 2026-11-22 23:50 (Hall)"]);
  });

  test("since shortly before morning rings after the hour of the day", () => {
    const story = new Story(home, morning).says("1", opened, "2026-11-23T06:50:00Z").until("2026-11-23T12:00:00Z");
    expect(story.lines).toEqual(["07:50:00 advisory Front door open for over 1 h, since 06:50 (Hall)"]);
  });
});

describe("an outside door", () => {
  test("raises one advisory alarm in a plan without a night", () => {
    const always = homeWith({ doorOpen: { windows: [] } }, { windows: [] });
    const story = new Story(always, morning).says("1", opened, "2026-11-22T21:50:00Z").until("2026-11-24T12:00:00Z");
    expect(story.lines).toEqual(["22:50:00 advisory Front door open for over 1 h, since 21:50 (Hall)"]);
  });

  test("and closed in time raises no alarm; when opened again its time starts from zero", () => {
    const story = new Story(home, morning)
      .says("1", opened, "2026-11-23T02:00:00Z")
      .says("1", closed, "2026-11-23T02:09:00Z")
      .says("1", opened, "2026-11-23T02:10:00Z")
      .says("1", closed, "2026-11-23T02:24:00Z")
      .until("2026-11-23T12:00:00Z");
    expect(story.lines).toEqual([]);
  });

  test("rings on time although the sensor repeats its report", () => {
    const story = new Story(home, morning);
    for (const minute of ["00", "05", "10", "14"]) story.says("1", opened, `2026-11-23T02:${minute}:00Z`);
    expect(story.until("2026-11-23T06:00:00Z").lines).toHaveLength(1);
    expect(story.lines[0]).toMatch(/^02:15:00/);
  });

  test("raises no alarm if it is an inside door", () => {
    expect(new Story(home, morning).says("3", opened, "2026-11-23T02:00:00Z").until("2026-11-23T12:00:00Z").lines).toEqual([]);
  });

  test("follows local time on both nights on which clocks change", () => {
    // On 29 March 07:00 local time is 06:00 UTC; on 25 October it is 07:00 UTC.
    const first = (time: string) => new Story(home, "2026-03-28T08:00:00Z").says("1", opened, time).until("2026-03-29T20:00:00Z").lines[0];
    expect(first("2026-03-29T00:50:00Z")).toBe("01:05:00 urgent Front door open at night for over 15 min, since 00:50 (Hall)");
    expect(first("2026-03-29T05:50:00Z")).toBe("06:50:00 advisory Front door open for over 1 h, since 06:50 (Hall)");
    const autumn = new Story(home, "2026-10-24T08:00:00Z").says("1", opened, "2026-10-25T06:40:00Z").until("2026-10-25T20:00:00Z").lines[0];
    expect(autumn).toBe("06:55:00 urgent Front door open at night for over 15 min, since 06:40 (Hall)");
  });
});

describe("a late reading", () => {
  test("of closing adds a note; of a door still open rings; of a door closed since does not", () => {
    const closedLate = new Story(home, morning)
      .says("1", opened, "2026-11-23T02:00:00Z")
      .until("2026-11-23T02:30:00Z")
      .says("1", closed, "2026-11-23T05:40:00Z", "2026-11-23T02:20:00Z", buffered);
    expect(closedLate.lines.at(-1)).toBe("05:40:00 note Front door closed 02:20, received 05:40 (Hall)");
    const open = new Story(home, morning)
      .says("2", closed, "2026-11-23T05:00:00Z")
      .says("1", opened, "2026-11-23T05:40:00Z", "2026-11-23T02:00:00Z", buffered);
    expect(open.until("2026-11-23T05:41:00Z").lines).toEqual([
      "05:40:05 urgent Front door open at night for over 15 min, since 02:00 (Hall)",
    ]);
    const over = new Story(home, morning)
      .says("1", closed, "2026-11-23T05:00:00Z")
      .says("1", opened, "2026-11-23T05:40:00Z", "2026-11-23T02:00:00Z", buffered);
    expect(over.until("2026-11-23T12:00:00Z").lines).toEqual([]);
  });
});

describe("a plan changed while a door is open", () => {
  test("does not change that opening; it holds from the next opening on", () => {
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

  test("to a plan with the rule reports since which day the door is open", () => {
    const unwatched = homeWith({ bedExit: {} });
    const story = new Story(unwatched, "2026-11-20T08:00:00Z")
      .says("1", opened, "2026-11-20T12:00:00Z")
      .says("2", opened, "2026-11-20T12:01:00Z")
      .says("2", closed, "2026-11-21T13:00:00Z")
      .until("2026-11-23T12:00:00Z");
    story.changes({ plan: planOf({ doorOpen: {} }) }, "2026-11-23T12:00:00Z").until("2026-11-24T12:00:00Z");
    expect(story.lines).toEqual(["12:00:00 urgent Front door open at night for over 1 d 10 h, since 2026-11-20 12:00 (Hall)"]);
  });

  test("to a plan without the rule follows this door to its closing and no other door", () => {
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
