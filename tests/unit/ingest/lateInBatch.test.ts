import { expect, test } from "vitest";
import type { HomeId } from "#domain/ids.ts";
import type { Reading, ReadingValue } from "#domain/reading.ts";
import type { Registry } from "#homes/registry.ts";
import { type DecideDeps, decide } from "#ingest/decide.ts";
import { ServerSteps } from "#ingest/journal/serverSteps.ts";
import type { Entry } from "#ingest/queue/entry.ts";
import type { Wakeups } from "#ingest/states/wakeups.ts";
import { Playback } from "#rules/compare/playback.ts";
import { replayWindowSince } from "#rules/engine/replayWindow.ts";
import { engine, homeOf, planOf, readingOf, Story } from "../rules/rulesStory.ts";

const instant = (clock: string): number => Date.parse(`2026-11-23T${clock}Z`);
const bed = (occupied: boolean) => ({ kind: "bed", occupied }) as const;
const moves = { kind: "motion", detected: true } as const;
const home = homeOf(
  [
    { id: "1", name: "Bed", kind: "bed", room: "Bedroom" },
    { id: "2", name: "Hall", kind: "motion", room: "Hall" },
  ],
  "live",
  { plan: planOf({ bedExit: {} }) },
);

/** The person is out of bed since 02:00. At 02:19:59.5 the bed sensor sends its buffered return of 02:05. */
const backAt = "02:19:59.500";
const back = readingOf(home, "1", bed(true), { at: instant("02:05:00"), receivedAt: instant(backAt), historical: true, seq: 99 });

/** The decisions that the service carries out for a batch of the return and this entry. */
function performedWith(next: Entry): string[] {
  const night = new Story(home, "2026-11-22T20:00:00Z")
    .says("1", bed(true), "2026-11-22T22:30:00Z")
    .says("1", bed(false), "2026-11-23T02:00:00Z")
    .says("2", moves, "2026-11-23T02:06:00Z")
    .until("2026-11-23T02:07:00Z");
  const from = instant("02:05:00") - 3 * 86_400_000;
  const deps: DecideDeps = {
    engine,
    registry: { home: () => home } as unknown as Registry,
    states: { get: () => ({ state: night.state, position: 9 }), saved: () => undefined, uncommittedDecisions: () => undefined },
    wakeups: { due: (): HomeId[] => [home.id] } as unknown as Wakeups,
    serverSteps: new ServerSteps(),
    now: () => instant("02:20:10"),
  };
  const late = entryOf(back);
  const positions = new Map<Entry, number>([
    [late, 10],
    [next, 11],
  ]);
  const pasts = new Map([[home.id, { from, readings: replayWindowSince(night.given, from), tooLarge: false }]]);
  return decide([late, next], positions, pasts, deps).pending.map(({ decided }) => decided.decision.do);
}

const entryOf = (reading: Reading): Entry => ({ type: "reading", reading }) as Entry;

test.each<[string, Entry]>([
  ["a tick", { type: "tick", now: instant("02:20:00.010") }],
  ["a tick after a slow commit", { type: "tick", now: instant("02:21:30") }],
  ["a change of the home", { type: "homeChanged", homeId: home.id, at: instant("02:20:00.010") }],
  ["another reading of the same second", entryOf(readingOf(home, "2", moves, { receivedAt: instant("02:20:00.100") }))],
])("a late return stops the alarm that was due if it is in one batch with %s", (_, next) => {
  expect(performedWith(next)).toEqual([]);
});

test("a late return stops the alarm that was due when a recording is played back, as it does live", () => {
  const played = new Playback(engine, home, Date.parse("2026-11-22T20:00:00Z"));
  const said = (device: string, value: ReadingValue, clock: string) => readingOf(home, device, value, { receivedAt: instant(clock) });
  for (const reading of [
    said("1", bed(true), "00:30:00"),
    said("1", bed(false), "02:00:00"),
    said("2", moves, "02:06:00"),
    said("2", moves, "02:07:00"),
    back,
    said("2", moves, "02:20:00.300"),
  ])
    played.take(reading);
  played.until(instant("03:00:00"));
  expect(played.alarms.filter(({ technical }) => !technical)).toEqual([]);
});
