import { describe, expect, test } from "vitest";
import { Story } from "../../rulesStory.ts";
import { asleep, evening, home, inBed, moves, outOfBed } from "./bedHome.ts";

const at = (clock: string, plusSeconds = 0): string => new Date(Date.parse(`2026-11-23T${clock}Z`) + plusSeconds * 1000).toISOString();

/** The mat shows a person for `seconds`, each `everySeconds`, from then on. */
function blips(
  story: Story,
  from: string,
  { times, seconds, everySeconds }: { times: number; seconds: number; everySeconds: number },
): Story {
  for (let nth = 0; nth < times; nth += 1)
    story.says("1", inBed, at(from, nth * everySeconds)).says("1", outOfBed, at(from, nth * everySeconds + seconds));
  return story;
}

describe("an empty bed that reports a person for seconds", () => {
  test.each([
    [2, 300],
    [2, 720],
    [2, 1140],
    [1, 75],
    [5, 130],
    [59, 400],
  ])("%i s each %i s does not put off the alarm for a person who left it", (seconds, everySeconds) => {
    const story = asleep().says("1", outOfBed, at("02:00:00"));
    blips(story, at("02:00:00", everySeconds).slice(11, 19), { times: Math.floor(3000 / everySeconds), seconds, everySeconds });
    const ofBed = story.until(at("04:00:00")).decided.filter(({ rule }) => rule === "bedExit");
    const [alarm] = ofBed;
    expect(alarm?.decision).toMatchObject({ do: "raise", priority: "urgent" });
    const lateBySeconds = ((alarm?.at ?? 0) - Date.parse(at("02:20:00"))) / 1000;
    expect(lateBySeconds).toBeGreaterThanOrEqual(0);
    expect(lateBySeconds).toBeLessThanOrEqual(60);
    expect(ofBed.filter(({ decision }) => decision.do === "addNote")).toEqual([]);
  });

  test("does not say that the person is back", () => {
    const story = asleep().says("1", outOfBed, at("02:00:00")).until(at("02:20:00"));
    blips(story, "02:30:00", { times: 3, seconds: 2, everySeconds: 300 }).until(at("05:00:00"));
    expect(story.lines).toEqual([
      "02:20:00 urgent Left bed 02:00, not back after 20 min: Bed sensor, Bedroom",
      expect.stringMatching(/^03:00:02 advisory Left bed 02:40, .* The sensor may be wrong/),
    ]);
  });
});

describe("a return at the end of the wait", () => {
  test("is given the rest of its minute, and rings nothing when it lasts", () => {
    const story = asleep().says("1", outOfBed, at("02:00:00")).says("1", inBed, at("02:19:30")).until(at("06:00:00"));
    expect(story.lines).toEqual([]);
  });

  test("rings when it ends within its minute", () => {
    const story = asleep()
      .says("1", outOfBed, at("02:00:00"))
      .says("1", inBed, at("02:19:30"))
      .says("1", outOfBed, at("02:20:15"))
      .until(at("06:00:00"));
    expect(story.lines).toEqual(["02:20:15 urgent Left bed 02:00, not back after 20 min: Bed sensor, Bedroom"]);
  });

  test("may be set to count at once", () => {
    const plan = { ...home.plan, rules: { bedExit: { returnSeconds: 0 } } };
    const story = new Story({ ...home, plan }, evening)
      .says("1", inBed, "2026-11-22T22:30:00Z")
      .says("1", outOfBed, at("02:00:00"))
      .says("1", inBed, at("02:19:58"))
      .says("1", outOfBed, at("02:21:00"))
      .until(at("02:41:00"));
    expect(story.lines).toEqual(["02:41:00 urgent Left bed 02:21, not back after 20 min: Bed sensor, Bedroom"]);
  });
});

describe("a pressure mat that pulses once a movement", () => {
  const pulsing = () => blips(new Story(home, evening), "00:10:00", { times: 6, seconds: 3, everySeconds: 500 });

  test("raises an advisory alarm at most, with the reason, while no other sensor shows the person up", () => {
    const story = pulsing().until(at("06:30:00"));
    expect(story.lines).toEqual([
      "01:11:43 advisory Left bed 00:51, not back after 20 min: Bed sensor, Bedroom. The sensor may be wrong: it showed the person for seconds only",
    ]);
    expect(story.decided[0]?.doubtful).toBe(true);
  });

  test("rings urgently when another room shows the person after its last pulse", () => {
    const story = pulsing().says("5", moves, at("00:55:00")).until(at("06:30:00"));
    expect(story.lines[0]).toMatch(/^01:11:43 urgent Left bed 00:51, not back after 20 min, last movement 00:55 \(Kitchen\)/);
  });

  test("is in doubt too when it shows the person for some minutes once in a while", () => {
    const story = pulsing().says("1", inBed, at("01:05:00")).says("1", outOfBed, at("01:09:00")).until(at("06:30:00"));
    expect(story.lines.map((line) => line.split(" ")[1])).toEqual(["advisory"]);
  });

  test("is believed again after a night in which it showed the person for hours", () => {
    const story = pulsing().says("1", inBed, at("01:05:00")).says("1", outOfBed, at("04:00:00")).until(at("06:30:00"));
    expect(story.lines.at(-1)).toBe("04:20:00 urgent Left bed 04:00, not back after 20 min: Bed sensor, Bedroom");
  });
});

describe("a bed sensor whose “occupied” was lost", () => {
  test("rings when the bed is left in the night, although it was empty before", () => {
    const story = new Story(home, "2026-11-22T08:00:00Z").says("1", outOfBed, "2026-11-22T08:30:00Z").says("1", outOfBed, at("02:00:00"));
    expect(story.until(at("06:00:00")).lines).toEqual(["02:20:00 urgent Left bed 02:00, not back after 20 min: Bed sensor, Bedroom"]);
  });

  test.each([
    [10, 0],
    [30, 0],
    [60, 0],
    [60, 100],
    [17, 20],
  ])("does not ring for a report each %i minutes that the bed is empty, with a jitter of %i s", (minutes, jitterSeconds) => {
    const story = new Story(home, "2026-11-22T12:00:00Z").says("1", outOfBed, "2026-11-22T12:00:00Z");
    for (let nth = 1; nth * minutes < 18 * 60; nth += 1) {
      const seconds = nth * minutes * 60 + (nth % 3 === 0 ? jitterSeconds : 0);
      story.says("1", outOfBed, new Date(Date.parse("2026-11-22T12:00:00Z") + seconds * 1000).toISOString());
    }
    expect(story.lines).toEqual([]);
  });

  test("rings although it reports each hour that it is empty, when it was left between two reports", () => {
    const story = new Story(home, "2026-11-22T12:00:00Z");
    for (let hour = 0; hour < 14; hour += 1)
      story.says("1", outOfBed, new Date(Date.parse("2026-11-22T12:00:00Z") + hour * 3_600_000).toISOString());
    story.says("1", outOfBed, at("01:25:00")).says("1", outOfBed, at("02:00:00")).until(at("06:00:00"));
    expect(story.lines).toEqual(["01:45:00 urgent Left bed 01:25, not back after 20 min: Bed sensor, Bedroom"]);
  });
});
