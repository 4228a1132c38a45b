import { describe, expect, test } from "vitest";
import { planOf } from "../rulesStory.ts";
import { changesIn, differenceIn, genuine, inBed, opened, outOfBed, staffHad, thatNight, trip, waiting } from "./recordedNights.ts";

describe("the sentences about a proposed plan", () => {
  const nightly = Array.from({ length: 9 }, (_, n) => {
    const morning = String(9 + n).padStart(2, "0");
    // Three of nine trips are long.
    return [outOfBed(`${morning} 02:00`), inBed(`${morning} 02:${n % 3 === 0 ? "50" : "25"}`)];
  }).flat();

  const everyEvening = Array.from({ length: 14 }, (_, n) => inBed(`${String(8 + n).padStart(2, "0")} 22:30`));

  test("say how often each plan wakes the carer", () => {
    const { words, woken } = differenceIn({
      from: "08",
      to: "22",
      isNewest: true,
      events: [inBed("08 22:00"), ...nightly, ...everyEvening],
      present: waiting(20),
      proposed: waiting(30),
    });
    expect(woken).toEqual({ before: 9, after: 3 });
    expect(words).toBe("In the last 14 nights the new plan would have woken the carer 3 times; the current plan 9 times.");
  });

  test("say in how many nights the home sent readings", () => {
    const asked = { from: "08", to: "22", isNewest: true, present: waiting(20), proposed: waiting(30) };
    expect(differenceIn({ ...asked, events: [inBed("08 22:00"), ...nightly] }).words).toBe(
      "In the last 14 nights the new plan would have woken the carer 3 times; the current plan 9 times. The home sent readings in only 9 of these nights.",
    );
    expect(differenceIn({ ...asked, events: [] }).words).toBe(
      "In the last 14 nights the new plan would have woken the carer 0 times; the current plan 0 times. The home sent no readings in these nights, so they cannot show what either plan would do.",
    );
  });

  test("name past nights by their date, and write once instead of 1 times", () => {
    const { words } = differenceIn({ ...thatNight, events: trip, present: waiting(20), proposed: waiting(30) });
    expect(words).toBe("In the night of 20 November 2026 the new plan would have woken the carer 0 times; the current plan once.");
  });
});

describe("the carer", () => {
  test("is not woken by an alarm for which the centre responds first, nor by one at daytime", () => {
    const toCentre = { ...waiting(20), route: { ...waiting(20).route, urgent: "centre" as const } };
    expect(differenceIn({ ...thatNight, events: trip, present: waiting(20), proposed: toCentre }).woken).toEqual({ before: 1, after: 0 });
    const nap = (exitMinutes: number) =>
      planOf(
        { bedExit: { exitMinutes, windows: ["nap"] } },
        { windows: [{ name: "nap", from: "13:00", to: "16:00", days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] }] },
      );
    const events = [inBed("20 13:30"), outOfBed("20 14:00"), inBed("20 15:00")];
    const difference = differenceIn({ ...thatNight, events, present: nap(20), proposed: nap(30) });
    expect(changesIn(difference)).toEqual(["later: 14:20 urgent → 14:30 urgent"]);
    expect(difference.woken).toEqual({ before: 0, after: 0 });
  });

  test("is woken as often under a plan with a shorter night window", () => {
    const shortNight = planOf(
      { bedExit: { windows: ["night", "morning"] } },
      {
        windows: (["night", "morning"] as const).map((name) => ({
          name,
          from: name === "night" ? "22:00" : "02:00",
          to: name === "night" ? "02:00" : "07:00",
          days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
        })),
      },
    );
    expect(differenceIn({ ...thatNight, events: trip, present: waiting(20), proposed: shortNight }).woken).toEqual({ before: 1, after: 1 });
  });

  test("sleeps in the time zone of the plan, and times are given in that zone", () => {
    // From 22:00 to 07:00 in New York it is 03:00 to 12:00 in London.
    const events = [inBed("20 18:00"), outOfBed("20 18:30"), inBed("20 23:30"), outOfBed("21 09:00"), inBed("21 09:25")];
    const zone = { timezone: "America/New_York" };
    const { alarms, woken, timezone, words } = differenceIn({
      ...thatNight,
      events,
      recorded: [staffHad({ ...genuine, raised: "21 09:20", closed: "21 09:40" })],
      present: { ...waiting(20), ...zone },
      proposed: waiting(30),
    });
    expect(alarms.map(({ change, before, night }) => [change, before?.wakes, night])).toEqual([["lost", true, "2026-11-20"]]);
    expect([woken, timezone]).toEqual([{ before: 1, after: 0 }, "America/New_York"]);
    expect(words).toContain("the alarm of 04:20 in the night of 20 November 2026");
    expect(words).toContain("(Left bed 04:00, not back after 20 min");
    const zoneless = differenceIn({ ...thatNight, events, present: planOf({}), proposed: { ...waiting(20), ...zone } });
    expect([zoneless.woken, zoneless.timezone], "by the night of the present plan").toEqual([{ before: 0, after: 0 }, "Europe/London"]);
  });

  test("is woken by an alarm that begins by day and becomes urgent at night", () => {
    const doors = planOf({ doorOpen: {} });
    const events = [opened("20 20:30")];
    const { alarms, woken } = differenceIn({ ...thatNight, events, present: doors, proposed: planOf({}) });
    expect(alarms[0]?.before).toMatchObject({ at: "2026-11-20T21:30:00.000Z", priority: "urgent", wakes: true });
    expect(woken).toEqual({ before: 1, after: 0 });
  });
});
