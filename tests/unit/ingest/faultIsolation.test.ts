import pg from "pg";
import { describe, expect, test } from "vitest";
import { asHomeId, type HomeId } from "#domain/ids.ts";
import type { Entry } from "#ingest/queue/entry.ts";
import { commitIsolatingFaults, divideBatch, faultOfHome } from "#ingest/queue/faultIsolation.ts";

const ids = Array.from({ length: 200 }, (_, n) => asHomeId(n + 1));
const locked = asHomeId(7);
const wakeups = { due: () => ids };

const readingIn = (homeId: HomeId): Entry => ({ type: "reading", reading: { homeId } }) as Entry;
const homesOf = (entry: Entry): readonly HomeId[] => {
  if (entry.type === "tick") return entry.homeIds ?? ids;
  return entry.type === "reading" ? [entry.reading.homeId] : [];
};

/** Commits while the row of one home is locked: what was committed, what failed, and how often a transaction waited for the locked row. */
async function commitWithLockedHome(batch: readonly Entry[], homeIsKnown: boolean) {
  const committed: Entry[] = [];
  const failed: Entry[] = [];
  let waits = 0;
  await commitIsolatingFaults<Entry>(batch, {
    async commit(part) {
      if (part.some((entry) => homesOf(entry).includes(locked))) {
        waits += 1;
        const fault = Object.assign(new pg.DatabaseError("lock timeout", 0, "error"), { code: "55P03" });
        if (homeIsKnown) faultOfHome(locked, fault);
        throw fault;
      }
      committed.push(...part);
    },
    divide: (part, fault) => divideBatch(fault, part, wakeups),
    entryFailed: async (entry) => void failed.push(entry),
  });
  return { committed, failed, waits };
}

describe("a batch has 1,999 readings and the timers of 200 homes, and the row of one home is locked", () => {
  const readings = Array.from({ length: 1_999 }, (_, n) => readingIn(asHomeId(300 + (n % 500))));
  const batch: Entry[] = [...readings, { type: "tick", now: 1 }];

  test.each([true, false])("only the timer of that home fails (home named by the error: %s)", async (homeIsKnown) => {
    const { committed, failed } = await commitWithLockedHome(batch, homeIsKnown);
    expect(failed).toEqual([{ type: "tick", now: 1, homeIds: [locked] }]);
    expect(committed.filter(({ type }) => type === "reading")).toEqual(readings);
    const woken = committed.flatMap((entry) => (entry.type === "tick" ? homesOf(entry) : []));
    expect(woken.toSorted()).toEqual(ids.filter((id) => id !== locked).toSorted());
  });

  test("the batch waits for the locked row no more than twice", async () => {
    expect((await commitWithLockedHome(batch, true)).waits).toBe(2);
  });
});

test("readings keep their order, and only the readings of the locked home fail", async () => {
  const batch = [readingIn(locked), readingIn(ids[0] as HomeId), readingIn(locked), readingIn(ids[0] as HomeId)];
  const { committed, failed } = await commitWithLockedHome(batch, true);
  expect(committed).toEqual([batch[1], batch[3]]);
  expect(failed).toEqual([batch[0], batch[2]]);
});

test("a tick without due homes is dropped, and does not fail again and again", async () => {
  const batch: Entry[] = [{ type: "tick", now: 1, homeIds: [] }, readingIn(locked)];
  expect((await commitWithLockedHome(batch, true)).failed).toEqual([batch[1]]);
});
