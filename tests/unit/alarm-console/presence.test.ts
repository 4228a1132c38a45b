import { expect, test } from "vitest";
import { Presence } from "#alarm-console/live/presence.ts";

const day = 86_400_000;

test("a person who was seen is away since then, and one who was seen days ago is remembered no longer", () => {
  let now = 0;
  const presence = new Presence({ callers: { rolesOf: async () => new Map() }, elapsed: () => now });
  now = day;
  presence.requestFrom("robin");
  now = 2 * day;
  presence.requestFrom("kim");
  now = 2.5 * day;
  presence.requestFrom("robin");
  now = 4.25 * day;
  presence.requestFrom("sam");
  expect(["robin", "kim", "sam"].map((id) => presence.awayMs(id))).toEqual([1.75 * day, 4.25 * day, 0]);
});
