import { expect, test } from "vitest";
import { homeOf, Story } from "../rulesStory.ts";

const home = homeOf([
  { id: "1", name: "Pendant", kind: "button", alsoReports: ["fall"] },
  { id: "2", name: "Smoke alarm", kind: "smoke", room: "Kitchen" },
  { id: "3", name: "Front door", kind: "door" },
]);
const evening = "2026-11-22T18:00:00Z";
const foreign = "Front door (from a device not registered for this)";

test("a call or a danger of a device that is not registered for it rings in an alarm of its own", () => {
  const story = new Story(home, evening)
    .says("1", { kind: "button", pressed: true }, "2026-11-22T18:01:00Z")
    .says("3", { kind: "button", pressed: true }, "2026-11-22T18:02:00Z")
    .says("2", { kind: "smoke", detected: true }, "2026-11-22T18:03:00Z")
    .says("3", { kind: "smoke", detected: true }, "2026-11-22T18:04:00Z")
    .says("1", { kind: "fall", state: "fallen" }, "2026-11-22T18:05:00Z")
    .says("3", { kind: "fall", state: "suspected" }, "2026-11-22T18:06:00Z")
    .until("2026-11-22T18:07:00Z");
  expect(story.lines).toEqual([
    "18:01:00 critical SOS pressed: Pendant",
    `18:02:00 critical SOS pressed: ${foreign}`,
    "18:03:00 critical Smoke detected: Smoke alarm, Kitchen",
    `18:04:00 critical Smoke detected: ${foreign}`,
    "18:05:00 critical Fall detected: Pendant",
    `18:06:20 critical Fall suspected 18:06, not cancelled within 20 s: ${foreign}`,
  ]);
  expect(story.episodes).toEqual([
    ...["sosPress/sos", "sosPress/sos/3", "environment/smoke", "environment/smoke/3", "fall/fall", "fall/fall/3"],
  ]);
});

test("smoke that only such a device reports does not keep the alarm of the smoke alarm open", () => {
  const story = new Story(home, evening)
    .says("2", { kind: "smoke", detected: true }, "2026-11-22T18:03:00Z")
    .says("3", { kind: "smoke", detected: true }, "2026-11-22T18:04:00Z")
    .says("2", { kind: "smoke", detected: false }, "2026-11-22T18:05:00Z");
  expect(story.lines.at(-1)).toBe("18:05:00 note All clear 18:05: Smoke alarm, Kitchen");
});

test("a radar takes its fall back by itself: the note does not speak of a wearer, and the alarm stays", () => {
  const radar = homeOf([{ id: "1", name: "Radar", kind: "fall", alsoReports: ["motion"], room: "Bathroom" }]);
  const story = new Story(radar, evening)
    .says("1", { kind: "fall", state: "fallen" }, "2026-11-22T18:01:00Z")
    .says("1", { kind: "fall", state: "cancelled" }, "2026-11-22T18:02:00Z");
  expect(story.lines).toEqual([
    "18:01:00 critical Fall detected: Radar, Bathroom",
    "18:02:00 note Taken back by the sensor 18:02: Radar, Bathroom",
  ]);
});
