import { expect, test } from "vitest";
import { injected } from "#app/commands/options/streamOptions.ts";
import { playStream } from "#app/score/playedStream.ts";
import { prepareStream } from "#device-sim/replay/preparedStream.ts";
import { madeEvents } from "../device-sim/madeRecording.ts";
import { everyRule } from "../rules/rulesStory.ts";

const minute = 60_000;
const events = madeEvents(8);

/** The alarms and the technical list of eight invented nights with a fall, a bed exit without return and a leaving of the home. */
function played(seed: number, reorderMs?: number) {
  const put = ["bed-no-return@2019-05-08T02:10", "leave-home@2019-05-10T01:20", "fall@2019-05-12T11:00"];
  const changes = { injected: put.flatMap((one) => injected(one)), overlays: reorderMs === undefined ? {} : { reorderMs }, seed };
  const { alarms, faults } = playStream(prepareStream(events, "Europe/London", changes), everyRule);
  expect(faults).toEqual([]);
  const technical = alarms.filter((one) => one.technical).map((one) => one.sentence);
  return { rang: alarms.filter((one) => !one.technical), technical };
}

test.each([
  [2, 2 * minute],
  [5, 5 * minute],
  [15, 15 * minute],
])(
  "readings out of order by up to %i minutes put no wrong clock on the technical list, and no alarm is later than they are",
  (_, reorderMs) => {
    const straight = played(1).rang;
    expect(straight.length).toBeGreaterThan(2);
    for (const seed of [1, 2, 3, 4, 5]) {
      const { rang, technical } = played(seed, reorderMs);
      expect(technical).toEqual([]);
      // Of readings a few seconds apart, the one that ends the episode may arrive first. The priority may therefore differ.
      for (const one of straight) {
        const late = rang
          .filter(({ rule, episode }) => rule === one.rule && episode === one.episode)
          .map(({ raisedAt }) => Math.abs(raisedAt - one.raisedAt));
        expect(Math.min(...late), `${seed}: ${one.sentence}`).toBeLessThanOrEqual(reorderMs + 60_000);
      }
      // Where the delay is shorter than the three minutes after which a person at the door is missed, no alarm is lost and none is added.
      if (reorderMs <= 2 * minute) expect(rang).toHaveLength(straight.length);
    }
  },
);

test("when all clocks of a test home are behind, the technical list reports a wrong clock", () => {
  const laid = { injected: [], overlays: { skewMs: -5 * minute }, seed: 1 };
  const { alarms } = playStream(prepareStream(events, "Europe/London", laid), everyRule);
  expect(alarms.filter(({ technical }) => technical).map(({ sentence }) => sentence)).toContainEqual(
    expect.stringContaining("Clock wrong, 5 min behind"),
  );
});
