import { expect, test } from "vitest";
import { asHomeId } from "#domain/ids.ts";
import { ServerSteps } from "#ingest/journal/serverSteps.ts";
import { UnopenedHomes } from "#ingest/states/unopenedHomes.ts";

const ids = Array.from({ length: 100 }, (_, n) => asHomeId(n + 1));
const registry = { homes: () => ids.map((id) => ({ id })) } as never;

function asleep(
  states: ConstructorParameters<typeof UnopenedHomes>[0]["states"] = { get: () => undefined, uncommittedDecisions: () => undefined },
): UnopenedHomes {
  const unopened = new UnopenedHomes({ states, registry, serverSteps: () => new ServerSteps() });
  unopened.find();
  return unopened;
}
const opened = (unopened: UnopenedHomes, tookMs: number): readonly string[] => {
  const entry = unopened.next(tookMs);
  return entry?.type === "open" ? entry.homeIds : [];
};

test("the number of homes opened at once adapts to 20 ms, and each home is opened once", () => {
  const unopened = asleep();
  const counts = [0, 1, 1, 1, 1, 60, 60, 60, 60, 60, 1].map((tookMs) => opened(unopened, tookMs).length);
  expect(counts).toEqual([2, 4, 8, 16, 20, 10, 5, 2, 1, 1, 2]);
  const rest: string[] = [];
  for (let some = opened(unopened, 1); some.length > 0; some = opened(unopened, 1)) rest.push(...some);
  expect(rest).toHaveLength(100 - counts.reduce((sum, count) => sum + count, 0));
  expect(new Set(rest).size).toBe(rest.length);
});

test("homes with uncommitted decisions are opened first, and homes that had a step are not opened again", () => {
  const known = new Set(ids.slice(0, 50));
  const uncommitted = new Set(ids.slice(10, 12));
  const unopened = asleep({
    get: (id) => (known.has(id) ? ({} as never) : undefined),
    uncommittedDecisions: (id) => (uncommitted.has(id) ? [] : undefined),
  });
  expect(opened(unopened, 1)).toEqual(ids.slice(10, 12));
  for (const id of ids.slice(51)) known.add(id);
  expect(opened(unopened, 1)).toEqual([ids[50]]);
  expect(opened(unopened, 1)).toEqual([]);
});
