import { expect, test } from "vitest";
import type { Story } from "../../rulesStory.ts";
import { asleep, inBed, outOfBed } from "./bedHome.ts";

const at = (clock: string, plusSeconds = 0): string => new Date(Date.parse(`2026-11-23T${clock}Z`) + plusSeconds * 1000).toISOString();

/** The mat shows a person for two seconds, each five minutes, from then on. */
function blips(story: Story, from: string, times: number): Story {
  for (let nth = 0; nth < times; nth += 1) story.says("1", inBed, at(from, nth * 300)).says("1", outOfBed, at(from, nth * 300 + 2));
  return story;
}

test("a mat that blips puts off no alarm without limit for a person who lay down for a few minutes and left", () => {
  const story = blips(asleep().says("1", outOfBed, at("00:30:00")), "00:35:00", 4);
  story.says("1", inBed, at("00:52:00")).says("1", outOfBed, at("00:58:00"));
  blips(story, "01:03:00", 60).until(at("06:30:00"));
  expect(story.lines).toContainEqual(expect.stringMatching(/^01:1[89]:\d\d advisory Left bed 00:58, not back after 20 min/));
});
