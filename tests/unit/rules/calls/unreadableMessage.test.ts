import { describe, expect, test } from "vitest";
import { homeOf, Story } from "../rulesStory.ts";

const home = homeOf([
  { id: "1", name: "Pendant", kind: "button" },
  { id: "2", name: "Front door", kind: "door" },
]);
const call = { kind: "unreadable", call: true } as const;
const noCall = { kind: "unreadable", call: false } as const;
const at = (time: string, day = 22): string => `2026-11-${day}T${time}Z`;
const night = () => new Story(home, at("02:00:00"));

describe("messages that cannot be read", () => {
  test("one that may be a call rings at once, and is on the technical list until a day without another has passed", () => {
    const story = night().says("1", call, at("02:14:00")).until(at("02:13:59", 23));
    expect(story.lines).toEqual([
      "02:14:00 critical Message from Pendant could not be read: treat as a call",
      "02:14:00 technical 1 message could not be read (see Unreadable messages): Pendant",
    ]);
    expect(story.until(at("02:14:00", 23)).lines.slice(2)).toEqual(["02:14:00 note Nothing unreadable since 02:14: Pendant"]);
  });

  test("further ones within 10 seconds ring together, and a calm device rings at once again", () => {
    const story = night().says("1", call, at("02:14:00")).says("1", call, at("02:14:02")).says("1", call, at("02:14:06"));
    const calls = (of: Story): string[] => of.lines.filter((line) => line.includes("critical"));
    expect(calls(story.until(at("02:20:00")))).toEqual([
      "02:14:00 critical Message from Pendant could not be read: treat as a call",
      "02:14:10 critical 3 messages from Pendant since 02:14 could not be read: treat as a call",
    ]);
    expect(calls(story.says("1", call, at("02:20:01"))).at(-1)).toBe(
      "02:20:01 critical 4 messages from Pendant since 02:14 could not be read: treat as a call",
    );
  });

  test("a flood of them rings every 10 seconds, and each message is counted", () => {
    const story = night();
    for (let second = 0; second < 60; second += 1) story.says("1", call, at(`02:14:${String(second).padStart(2, "0")}`));
    const calls = story.until(at("02:15:30")).lines.filter((line) => line.includes("critical"));
    expect(calls).toHaveLength(7);
    expect(calls.at(-1)).toContain("60 messages from Pendant");
  });

  test("one that is no call does not ring, and is on the technical list", () => {
    expect(night().says("2", noCall, at("02:14:00")).until(at("03:00:00")).lines).toEqual([
      "02:14:00 technical 1 message could not be read (see Unreadable messages): Front door",
    ]);
  });

  test("a message that is no call delays no call, and one call rings once", () => {
    const story = night().says("1", noCall, at("02:14:00")).says("1", call, at("02:14:01")).until(at("02:20:00"));
    expect(story.lines.filter((line) => line.includes("critical"))).toEqual([
      "02:14:01 critical Message from Pendant could not be read: treat as a call",
    ]);
  });

  test("each device has its own alarm", () => {
    const story = night().says("1", call, at("02:14:00")).says("2", call, at("02:14:01"));
    expect(story.episodes.filter((episode) => !episode.includes("list"))).toEqual(["unreadableMessage/1", "unreadableMessage/2"]);
  });

  test("a device that sends them counts as heard", () => {
    const story = night().says("1", call, at("02:14:00"));
    for (let hour = 3; hour < 8; hour += 1) story.says("1", noCall, at(`0${hour}:00:00`)).says("2", noCall, at(`0${hour}:00:00`));
    expect(story.episodes.filter((episode) => episode.startsWith("silence"))).toEqual([]);
  });
});

test("fields that cannot be read are on the technical list until the next reading is whole", () => {
  const story = night().says("1", { kind: "heartbeat" }, at("02:14:00"), at("02:14:00"), { unreadable: ["at", "battery"] });
  expect(story.says("1", { kind: "heartbeat" }, at("02:15:00")).lines).toEqual([
    "02:14:00 technical Can't read its clock and battery level; its messages count when they arrive: Pendant",
    "02:15:00 note Can read everything again 02:15: Pendant",
  ]);
});
