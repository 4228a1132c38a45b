import { describe, expect, test } from "vitest";
import { suggestible, valuesToTry } from "#backtest/suggest/suggestible.ts";
import { mostRingsIn, suggestionWords } from "#domain/suggest/suggestedSettings.ts";
import { catalogue } from "#rules/catalogue.ts";

test("one alarm without need is allowed in 14 nights, two in 28, and never none", () => {
  expect([7, 14, 27, 28, 42].map(mostRingsIn)).toEqual([1, 1, 1, 2, 3]);
});

describe("the settings that can be suggested", () => {
  test.each(suggestible)(
    "$rule.$setting is a setting of the rule, with every value from the floor to the ceiling",
    ({ rule, setting, values }) => {
      const { settings } = catalogue.find(({ name }) => name === rule) as (typeof catalogue)[number];
      for (const value of values) expect(settings.safeParse({ [setting]: value }).success, String(value)).toBe(true);
      expect(values).toEqual([...values].sort((a, b) => (a < b ? -1 : 1)));
    },
  );

  test("a present setting between the floor and the ceiling is tried as well, and one beyond them is not", () => {
    const bed = suggestible.find(({ rule }) => rule === "bedExit") as (typeof suggestible)[number];
    expect(valuesToTry(bed, 22)).toEqual([15, 20, 22, 25, 30, 35, 40, 45]);
    expect(valuesToTry(bed, 20)).toEqual(bed.values);
    expect(valuesToTry(bed, 5)).toEqual(bed.values);
    expect(valuesToTry(bed, 90)).toEqual(bed.values);
  });
});

describe("a suggestion in words", () => {
  const one = {
    ...{ rule: "bedExit", title: "Left bed", setting: "exitMinutes", settingTitle: "Wait", unit: "min", difference: null },
    ...{ now: 20, suggested: 30, floor: 15, ceiling: 45, ringsNow: 4, ringsThen: 2, mostRings: 2 },
    delay: { event: "she falls", nights: 5, foundNow: 5, foundThen: 5, leastMinutes: 10, mostMinutes: 10 },
  };

  test.each([
    [
      one,
      "It rang 4 times in 28 nights without need. With 30 min instead of 20 min it would have rung 2 times. In the event “she falls”, injected into 5 nights, it would ring 10 min later.",
    ],
    [
      { ...one, suggested: 20, ringsNow: 1 },
      "It rang once in 28 nights without need. 20 min is the quickest setting that rings at most 2 times.",
    ],
    [
      { ...one, suggested: 15, ringsThen: 0, delay: { ...one.delay, leastMinutes: -5, mostMinutes: -5 } },
      "it would not have rung. In the event",
    ],
    [{ ...one, suggested: null }, "No setting from 15 min to 45 min would have rung at most 2 times and lost no alarm that was needed"],
    [{ ...one, delay: { ...one.delay, foundThen: 3 } }, "It would have missed 2 of 5."],
  ])("%#", (given, words) => {
    expect(suggestionWords(given, 28)).toContain(words);
  });
});
