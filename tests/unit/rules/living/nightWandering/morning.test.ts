import { describe, expect, test } from "vitest";
import { Story } from "../../rulesStory.ts";
import { asleep, closed, home, inBed, moves, opened, outOfBed, withoutBed } from "./wanderingHome.ts";

describe("the early morning", () => {
  test("raises no alarm for a bed, an advisory one for the door, and the person is not missed", () => {
    const story = asleep()
      .says("1", outOfBed, "2026-11-23T06:05:00Z")
      .says("6", moves, "2026-11-23T06:10:00Z")
      .says("3", opened, "2026-11-23T06:20:00Z")
      .says("3", closed, "2026-11-23T06:20:10Z")
      .until("2026-11-23T12:00:00Z");
    expect(story.lines).toEqual([
      "06:20:00 advisory Front door opened 06:20 (Hall)",
      "06:20:10 note Front door closed 06:20 (Hall)",
      "07:00:00 note Night over 07:00, not seen indoors since the door",
    ]);
  });

  test("begins by local time on both nights on which clocks change", () => {
    const at = (start: string, time: string) => new Story(withoutBed, start).says("3", opened, time).lines[0]?.split(" ")[1];
    // On 29 March 06:00 local time is 05:00 UTC; on 25 October it is 06:00 UTC.
    expect(at("2026-03-28T20:00:00Z", "2026-03-29T04:59:59Z")).toBe("urgent");
    expect(at("2026-03-28T20:00:00Z", "2026-03-29T05:00:00Z")).toBe("advisory");
    expect(at("2026-03-28T20:00:00Z", "2026-03-29T06:00:00Z")).toBeUndefined();
    expect(at("2026-10-24T20:00:00Z", "2026-10-25T05:59:59Z")).toBe("urgent");
    expect(at("2026-10-24T20:00:00Z", "2026-10-25T06:00:00Z")).toBe("advisory");
  });

  test("ends an open episode when the window ends by local time", () => {
    const ended = (night: string, day: string) =>
      new Story(home, `${night}T20:00:00Z`)
        .says("1", inBed, `${night}T22:30:00Z`)
        .says("1", outOfBed, `${day}T00:30:00Z`)
        .until(`${day}T12:00:00Z`)
        .lines.at(-1);
    expect(ended("2026-03-28", "2026-03-29")).toBe("06:00:00 note Night over 07:00, not back in bed");
    expect(ended("2026-10-24", "2026-10-25")).toBe("07:00:00 note Night over 07:00, not back in bed");
  });
});
