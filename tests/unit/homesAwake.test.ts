import { expect, test } from "vitest";
import { asHomeId } from "#domain/ids.ts";
import { HomesAwake } from "#ingest/homesAwake.ts";
import { RuleStates } from "#ingest/ruleStates.ts";
import { Wakeups } from "#ingest/wakeups.ts";

const ids = Array.from({ length: 100 }, (_, n) => asHomeId(n + 1));

function asleep(): HomesAwake {
  const homes = ids.map((id) => ({ id, mode: "live" }));
  const registry = { home: (id: string) => homes[Number(id) - 1], homes: () => homes } as never;
  const awake = new HomesAwake({ states: new RuleStates([]), wakeups: new Wakeups(), registry, engine: { nextWake: () => null } });
  const saved = new Map(ids.map((id) => [id, { position: 1, json: "{}", wakeAt: null }]));
  awake.replace({ states: new Map(), saved, concluded: [] });
  return awake;
}
const opened = (awake: HomesAwake, tookMs: number): readonly string[] => {
  const entry = awake.nextToOpen(tookMs);
  return entry?.type === "open" ? entry.homeIds : [];
};

test("as many states are opened at once as a press behind them does not notice, and each once", () => {
  const awake = asleep();
  const counts = [0, 1, 1, 1, 1, 60, 60, 60, 60, 60, 1].map((tookMs) => opened(awake, tookMs).length);
  expect(counts).toEqual([2, 4, 8, 16, 20, 10, 5, 2, 1, 1, 2]);
  const rest: string[] = [];
  for (let some = opened(awake, 1); some.length > 0; some = opened(awake, 1)) rest.push(...some);
  expect(rest).toHaveLength(100 - counts.reduce((sum, count) => sum + count, 0));
  expect(new Set(rest).size).toBe(rest.length);
});
