import { expect, test } from "vitest";
import { numberQueries } from "#homes/policy/numberQueries.ts";

test.each([
  ["+44 20 7946 0018", "2079460018"],
  ["+44 (0)20 7946 0018", "2079460018"],
  ["0044 20 7946 0018", "2079460018"],
  ["020 7946 0018", "2079460018"],
  ["02079460018", "2079460018"],
  ["442079460018", "2079460018"],
  ["020-7946-0018", "2079460018"],
  ["(020) 7946-0018", "2079460018"],
  ["7946 00", "794600"],
  ["0018", "0018"],
  ["+33 1 42 68 53 00", "33142685300"],
])("%s is looked for as %s in Great Britain", (text, digits) => {
  expect(numberQueries(text, "GB")).toContain(digits);
});

test.each(["", "123", "Flat 3, 12 Sycamore Court", "12345 Mill Lane", "%%%%", "+", "( )"])("%j is not looked for as a number", (text) => {
  expect(numberQueries(text, "GB")).toEqual([]);
});

test("a country that the library does not know is no reason to fail", () => {
  expect(numberQueries("020 7946 0018", "XX")).toContain("2079460018");
});
