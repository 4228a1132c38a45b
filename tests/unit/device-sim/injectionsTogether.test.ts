import { describe, expect, test } from "vitest";
import { foundOf } from "#app/score/found.ts";
import { promisedOf } from "#app/score/limits.ts";
import { playStream } from "#app/score/playedStream.ts";
import { casasInBed } from "#device-sim/formats/casasBed.ts";
import { withDerivedBed } from "#device-sim/formats/derivedBed.ts";
import { injections } from "#device-sim/injections/all.ts";
import { type Injected, minuteMs, momentOf } from "#device-sim/injections/injection.ts";
import { prepareStream, StreamRefused } from "#device-sim/replay/preparedStream.ts";
import { planFrom } from "#rules/plan/planTemplates.ts";
import { madeEvents, madeNights } from "./madeRecording.ts";

const london = "Europe/London";
const dementia = planFrom("dementia");
const events = withDerivedBed(madeEvents(3), casasInBed(madeNights(3)));
const wall = Temporal.PlainDateTime.from("2019-05-08T01:30");
const hourMs = 60 * minuteMs;

/** The expected alarms that are missing, early, or more than a second after their limit; null if the events are refused. */
function missed(injected: readonly Injected[]): string[] | null {
  try {
    const { alarms } = playStream(prepareStream(events, london, { injected, overlays: {}, seed: 1 }), dementia);
    return injected.flatMap((one) => {
      const at = momentOf(one, london);
      const until = at + one.injection.spanMs.after + hourMs;
      return promisedOf(one.injection.name, at, dementia, london)
        .map((promised) => foundOf(promised, alarms, until))
        .filter(({ delaySeconds }) => delaySeconds === null || delaySeconds < 0 || delaySeconds > 1)
        .map(({ what }) => `${one.injection.name}@${one.wall}: ${what}`);
    });
  } catch (error) {
    if (error instanceof StreamRefused) return null;
    throw error;
  }
}

const pairs = injections.flatMap((first) => injections.map((second) => ({ first, second })));

describe.each(pairs)("$first.name and then $second.name in one recording", ({ first, second }) => {
  const apart = (minutes: number) =>
    missed([
      { injection: first, wall },
      { injection: second, wall: wall.add({ minutes }) },
    ]);
  /** The smallest distance in minutes at which the two events do not overlap. */
  const clear = Math.ceil((first.spanMs.after + second.spanMs.before) / minuteMs);

  test.each([0, 1, 10, clear - 1])("events %d minutes apart are refused, in either order on the command line", (minutes) => {
    expect(apart(minutes)).toBeNull();
    const named = [
      { injection: second, wall: wall.add({ minutes }) },
      { injection: first, wall },
    ];
    expect(missed(named)).toBeNull();
  });

  test.each([clear, clear + 1, clear + 2, clear + 60])("events %d minutes apart both raise their alarms at their limits", (minutes) => {
    expect(apart(minutes)).toEqual([]);
  });
});
