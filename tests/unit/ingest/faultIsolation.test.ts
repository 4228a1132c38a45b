import pg from "pg";
import { describe, expect, test } from "vitest";
import { asHomeId, type HomeId } from "#domain/ids.ts";
import type { Entry } from "#ingest/queue/entry.ts";
import { commitIsolatingFaults } from "#ingest/queue/faultIsolation.ts";
import { divideBatch, faultOfHome } from "#ingest/queue/refusedHome.ts";

const ids = Array.from({ length: 200 }, (_, n) => asHomeId(n + 1));
const locked = asHomeId(7);
const wakeups = { due: () => ids };

const saysIn = (homeId: HomeId): Entry => ({ type: "reading", reading: { homeId } }) as Entry;
const homesOf = (entry: Entry): readonly HomeId[] => {
  if (entry.type === "tick") return entry.homeIds ?? ids;
  return entry.type === "reading" ? [entry.reading.homeId] : [];
};

/** What was committed, what was set aside, and how often it had to wait for a row that somebody holds. */
async function went(batch: readonly Entry[], isTold: boolean) {
  const committed: Entry[] = [];
  const setAside: Entry[] = [];
  let waits = 0;
  await commitIsolatingFaults<Entry>(batch, {
    async commit(part) {
      if (part.some((entry) => homesOf(entry).includes(locked))) {
        waits += 1;
        const fault = Object.assign(new pg.DatabaseError("lock timeout", 0, "error"), { code: "55P03" });
        if (isTold) faultOfHome(locked, fault);
        throw fault;
      }
      committed.push(...part);
    },
    divide: (part, fault) => divideBatch(fault, part, wakeups),
    setAside: async (entry) => void setAside.push(entry),
  });
  return { committed, setAside, waits };
}

describe("one home's row is locked, and with its timer come those of two hundred homes and two thousand readings", () => {
  const readings = Array.from({ length: 1_999 }, (_, n) => saysIn(asHomeId(300 + (n % 500))));
  const batch: Entry[] = [...readings, { type: "tick", now: 1 }];

  test.each([true, false])("only that home's is set aside, whether it is told whose it is or not (%s)", async (isTold) => {
    const { committed, setAside } = await went(batch, isTold);
    expect(setAside).toEqual([{ type: "tick", now: 1, homeIds: [locked] }]);
    expect(committed.filter(({ type }) => type === "reading")).toEqual(readings);
    const woken = committed.flatMap((entry) => (entry.type === "tick" ? homesOf(entry) : []));
    expect(woken.toSorted()).toEqual(ids.filter((id) => id !== locked).toSorted());
  });

  test("nobody waits for the row more than twice", async () => {
    expect((await went(batch, true)).waits).toBe(2);
  });
});

test("what a home says keeps its order, and what is refused is all of that home", async () => {
  const batch = [saysIn(locked), saysIn(ids[0] as HomeId), saysIn(locked), saysIn(ids[0] as HomeId)];
  const { committed, setAside } = await went(batch, true);
  expect(committed).toEqual([batch[1], batch[3]]);
  expect(setAside).toEqual([batch[0], batch[2]]);
});

test("a tick for which nobody is due any more is not tried for ever", async () => {
  const batch: Entry[] = [{ type: "tick", now: 1, homeIds: [] }, saysIn(locked)];
  expect((await went(batch, true)).setAside).toEqual([batch[1]]);
});
