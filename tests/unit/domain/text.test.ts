import { expect, test } from "vitest";
import { isKnownFrom } from "#domain/text.ts";

test("a page names a person once where the name of the home has it already", () => {
  expect(isKnownFrom("Ada and Bruno Alder, 3 Church Walk", "Bruno Alder")).toBe(true);
  expect(isKnownFrom("Flat 3, 12 Sycamore Court", "Margaret Okafor")).toBe(false);
  expect(isKnownFrom("Margaret Okafor 12 Mill Lane, ground floor", "Margaret Okafor, 12 Mill Lane")).toBe(true);
  expect(isKnownFrom("12 Mill Lane", "2 Mill Lane")).toBe(false);
});
