import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { homeOf, Story } from "../rulesStory.ts";

const home = homeOf([
  { id: "1", name: "Pendant", kind: "button", room: "worn" },
  { id: "2", name: "Pull cord", kind: "button", room: "bathroom" },
  { id: "3", name: "Fall detector", kind: "fall", room: "hall" },
  { id: "4", name: "Second detector", kind: "fall", room: "stairs" },
]);
const buffered = { historical: true };
const evening = "2026-11-22T20:00:00Z";
const pressed = { kind: "button", pressed: true } as const;
const fallIs = (state: "fallen" | "suspected" | "cancelled") => ({ kind: "fall", state }) as const;

describe("an SOS press", () => {
  test("rings at once, and the next press of any button rings again in the same alarm", () => {
    const story = new Story(home, evening).says("1", pressed, "2026-11-22T20:01:00Z").says("2", pressed, "2026-11-22T20:01:05Z");
    expect(story.lines).toEqual(["20:01:00 critical SOS pressed: Pendant, worn", "20:01:05 critical SOS pressed: Pull cord, bathroom"]);
    expect(story.episodes).toEqual(["sosPress/sos", "sosPress/sos"]);
    expect(story.decided.map((one) => one.cause)).toEqual(["7/sosPress/sos/1/a1/1/0", "7/sosPress/sos/2/a1/2/0"]);
  });

  test("rings once, not when the button is released", () => {
    const story = new Story(home, evening)
      .says("1", pressed, "2026-11-22T20:01:00Z")
      .says("1", { kind: "button", pressed: false }, "2026-11-22T20:01:01Z");
    expect(story.lines).toHaveLength(1);
  });

  test("that arrives late gives the times of press and arrival, with the date if it was another day", () => {
    const story = new Story(home, evening)
      .says("1", pressed, "2026-11-23T05:40:00Z", "2026-11-23T02:14:00Z")
      .says("1", pressed, "2026-11-23T05:40:00Z", "2026-11-22T23:14:00Z")
      .says("1", pressed, "2026-11-23T05:41:00Z", "2026-11-23T05:40:30Z");
    expect(story.lines).toEqual([
      "05:40:00 critical SOS pressed 02:14, received 05:40: Pendant, worn",
      "05:40:00 critical SOS pressed 2026-11-22 23:14, received 05:40: Pendant, worn",
      "05:41:00 critical SOS pressed: Pendant, worn",
    ]);
  });

  test("from a device with a wrong clock gives no time of that clock", () => {
    const story = new Story(home, evening);
    for (const own of ["1970-01-01T01:00:00Z", "2090-01-01T00:00:00Z", "2026-11-23T02:01:30Z"])
      story.says("1", pressed, "2026-11-23T02:00:00Z", own);
    expect(new Set(story.lines)).toEqual(new Set(["02:00:00 critical SOS pressed: Pendant, worn"]));
  });

  test("buffered by a device with a wrong clock says 'earlier' and its arrival time", () => {
    const story = new Story(home, evening).says("1", pressed, "2026-11-23T05:40:00Z", "1970-01-01T01:00:00Z", { historical: true });
    expect(story.lines).toEqual(["05:40:00 critical SOS pressed earlier, received 05:40: Pendant, worn"]);
  });

  test("in a recording rings at the recording's time", () => {
    const recording = homeOf([...home.devices.values()], "test");
    const story = new Story(recording, evening).says("1", pressed, "2011-06-14T02:14:00Z");
    expect(story.lines).toEqual(["02:14:00 critical SOS pressed: Pendant, worn"]);
  });

  test("from a pendant that is no longer registered still rings", () => {
    const story = new Story(home, evening).says("99", pressed, "2026-11-22T20:01:00Z");
    expect(story.lines).toEqual(["20:01:00 critical SOS pressed: a device no longer registered"]);
  });
});

describe("a fall", () => {
  test("rings at once, and a second fall rings again in the open alarm", () => {
    const story = new Story(home, evening)
      .says("3", fallIs("fallen"), "2026-11-22T20:01:00Z")
      .says("4", fallIs("fallen"), "2026-11-22T20:09:00Z");
    expect(story.lines).toEqual([
      "20:01:00 critical Fall detected: Fall detector, hall",
      "20:09:00 critical Fall detected: Second detector, stairs",
    ]);
    expect(story.episodes).toEqual(["fall/fall", "fall/fall"]);
  });
});

describe("a suspected fall", () => {
  test("that is cancelled in time raises no alarm", () => {
    const story = new Story(home, evening)
      .says("3", fallIs("suspected"), "2026-11-22T20:01:00Z")
      .says("3", fallIs("cancelled"), "2026-11-22T20:01:19Z")
      .until("2026-11-22T21:00:00Z");
    expect(story.lines).toEqual([]);
  });

  test("that is not cancelled rings after 20 s despite repeated reports; cancelling later adds a note", () => {
    const story = new Story(home, evening)
      .says("3", fallIs("suspected"), "2026-11-22T20:01:00Z")
      .says("3", fallIs("suspected"), "2026-11-22T20:01:15Z")
      .until("2026-11-22T20:01:19.999Z");
    expect(story.lines).toEqual([]);
    story.until("2026-11-22T20:01:20Z").says("3", fallIs("cancelled"), "2026-11-22T20:02:30Z").until("2026-11-22T21:00:00Z");
    expect(story.lines).toEqual([
      "20:01:20 critical Fall suspected 20:01, not cancelled within 20 s: Fall detector, hall",
      "20:02:30 note Cancelled by the wearer 20:02: Fall detector, hall",
    ]);
  });

  test("that becomes certain rings once, at once", () => {
    const story = new Story(home, evening)
      .says("3", fallIs("suspected"), "2026-11-22T20:01:00Z")
      .says("3", fallIs("fallen"), "2026-11-22T20:01:05Z")
      .until("2026-11-22T21:00:00Z");
    expect(story.lines).toEqual(["20:01:05 critical Fall detected: Fall detector, hall"]);
  });
});

describe("a cancellation of a fall", () => {
  test("buffered for hours takes back no newer fall", () => {
    const story = new Story(home, evening)
      .says("3", fallIs("suspected"), "2026-11-23T05:40:00Z")
      .says("3", fallIs("cancelled"), "2026-11-23T05:40:05Z", "2026-11-23T02:14:10Z", buffered)
      .until("2026-11-23T06:00:00Z");
    expect(story.lines).toEqual(["05:40:20 critical Fall suspected 05:40, not cancelled within 20 s: Fall detector, hall"]);
    const fallen = new Story(home, evening)
      .says("3", fallIs("fallen"), "2026-11-23T05:40:00Z")
      .says("3", fallIs("cancelled"), "2026-11-23T05:41:00Z", "2026-11-23T02:14:10Z", buffered)
      .says("3", fallIs("cancelled"), "2026-11-23T05:42:00Z");
    expect(fallen.lines.slice(1)).toEqual([
      "05:41:00 note Cancelled by the wearer 02:14, received 05:41, before this fall: Fall detector, hall",
      "05:42:00 note Cancelled by the wearer 05:42: Fall detector, hall",
    ]);
  });

  test("that arrives last takes back no fall suspected after it", () => {
    const story = new Story(home, evening)
      .says("3", fallIs("suspected"), "2026-11-23T05:40:00Z")
      .says("3", fallIs("suspected"), "2026-11-23T05:40:10Z")
      .says("3", fallIs("cancelled"), "2026-11-23T05:40:12Z", "2026-11-23T05:40:05Z")
      .until("2026-11-23T06:00:00Z");
    expect(story.lines).toHaveLength(1);
  });

  test("older than all falls changes no ring", () => {
    const words = fc.record({ state: fc.constantFrom("suspected", "cancelled", "fallen"), gapSeconds: fc.integer({ min: 1, max: 40 }) });
    const begins = Date.parse("2026-11-23T05:40:00Z");
    const at = (seconds: number) => new Date(begins + seconds * 1000).toISOString();
    fc.assert(
      fc.property(
        fc.array(words, { minLength: 1, maxLength: 12 }),
        fc.nat(12),
        fc.integer({ min: 1, max: 90_000 }),
        (said, place, before) => {
          const rings = (old: number | null): string[] => {
            const story = new Story(home, "2026-11-22T00:00:00Z");
            let seconds = 0;
            for (const [index, { state, gapSeconds }] of said.entries()) {
              seconds += gapSeconds;
              if (index === old) story.says("3", fallIs("cancelled"), at(seconds), at(-before), buffered);
              story.says("3", fallIs(state), at(seconds));
            }
            if (old !== null && old >= said.length) story.says("3", fallIs("cancelled"), at(seconds + 1), at(-before), buffered);
            return story.until("2026-11-23T07:00:00Z").lines.filter((line) => line.includes("critical"));
          };
          expect(rings(place)).toEqual(rings(null));
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("cancelling a fall", () => {
  test("at one detector does not cancel the fall of another", () => {
    const story = new Story(home, evening)
      .says("3", fallIs("suspected"), "2026-11-22T20:01:00Z")
      .says("4", fallIs("suspected"), "2026-11-22T20:01:02Z")
      .says("3", fallIs("cancelled"), "2026-11-22T20:01:10Z")
      .until("2026-11-22T21:00:00Z");
    expect(story.lines).toEqual(["20:01:22 critical Fall suspected 20:01, not cancelled within 20 s: Second detector, stairs"]);
  });

  test("is possible for the whole 20 s although the device clock is slow or fast", () => {
    for (const own of ["2026-11-22T19:59:30Z", "2026-11-22T20:02:30Z"]) {
      const story = new Story(home, "2026-11-22T19:00:00Z")
        .says("3", fallIs("suspected"), "2026-11-22T20:01:00Z", own)
        .until("2026-11-22T20:01:19Z");
      expect(story.lines).toEqual([]);
      expect(story.until("2026-11-22T20:01:20Z").lines).toHaveLength(1);
    }
  });
});
