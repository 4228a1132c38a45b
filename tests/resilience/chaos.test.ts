import { afterEach, beforeEach, expect, test } from "vitest";
import { testDatabase } from "#tests/system/setup/testDatabase.ts";
import { throwawayFolder } from "#tests/system/setup/throwawayFolder.ts";
import { type ChaosFound, runChaos } from "./chaosRun.ts";
import { Difference } from "./checks/difference.ts";
import { foreignDatabase, type KillableDatabase, ownDatabase } from "./kills/killableDatabase.ts";

let folder: ReturnType<typeof throwawayFolder>;
let database: KillableDatabase;
let release: () => Promise<void>;

beforeEach(async () => {
  folder = throwawayFolder();
  // The run does not own a server that it was given: there it kills the service, and the connection by which it writes.
  if (process.env.LINKLINE_TEST_DATABASE_URL) {
    const { url, drop } = await testDatabase();
    database = foreignDatabase(url);
    release = drop;
  } else {
    database = await ownDatabase(folder.path);
    release = () => database.stop();
  }
});

afterEach(async () => {
  await release();
  folder.remove();
});

const chaos = (kills: number, seed: number, ackEarly: boolean): Promise<ChaosFound> =>
  runChaos({
    kills,
    seed,
    homes: 4,
    ackEarly,
    silences: false,
    clockSteps: false,
    database,
    folder: folder.path,
    killed: () => {},
    signal: new AbortController().signal,
  });

test("five kills lose nothing that was acknowledged, ring nothing twice and miss no timer", async () => {
  const { kills, stored, counts, timers, published, bridges } = await chaos(5, 1, false);
  expect(kills).toHaveLength(5);
  expect(stored.readings).toHaveLength(published);
  expect(counts.press).toBeGreaterThan(0);
  expect(timers.length).toBeGreaterThan(0);
  // One of the homes speaks through a gateway.
  expect(bridges.readings).toBeGreaterThan(bridges.messages);
  expect(bridges.rings).toBeGreaterThan(0);
});

test("a PUBACK before the commit is caught: the same comparison names a reading that was acknowledged and is not stored", async () => {
  let caught: unknown = null;
  // By chance a kill may find nothing between PUBACK and commit. That does not happen in four runs.
  for (let seed = 2; seed < 6 && caught === null; seed += 1)
    caught = await chaos(3, seed, true).then(
      () => null,
      (error) => error,
    );
  expect(caught).toBeInstanceOf(Difference);
  expect((caught as Difference).message).toMatch(/^acknowledged but not stored: (device \d+, boot boot\d+, seq \d+|the message)/);
});
