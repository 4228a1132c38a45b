import type pg from "pg";
import { expect, test } from "vitest";
import type { Registry } from "#homes/registry.ts";
import type { RecordedRow } from "#ingest/journal/readJournal.ts";
import { ServerSteps } from "#ingest/journal/serverSteps.ts";
import type { Writer } from "#ingest/journal/writer.ts";
import { DeviceClocks } from "#ingest/receive/deviceClocks.ts";
import { recover } from "#ingest/recovery.ts";
import type { DeviceSummaries } from "#ingest/states/deviceSummaries.ts";
import type { Log } from "#platform/log.ts";
import { catalogue } from "#rules/catalogue.ts";
import { saveState } from "#rules/engine/snapshot.ts";
import { engine, homeOf, planOf, Story } from "../rules/rulesStory.ts";

const nine = Date.parse("2026-11-22T21:00:00Z");
const ignored = () => {};

/** A database that holds one home's saved state, and this after it in the journal. */
const holding = (json: string, tail: readonly RecordedRow[]): Writer =>
  ({
    query: async (asked: pg.QueryConfig | string) => {
      const { name = "", text, values } = typeof asked === "string" ? { text: asked, values: [] } : asked;
      if (text.includes("journal_mark")) return { rows: [{ position: 41 }] };
      if (text.includes("FROM rule_state")) return { rows: [["7", 41, json, null]] };
      return { rows: name === "journal after" ? tail.filter(({ position }) => position > Number(values?.[0])) : [] };
    },
  }) as unknown as Writer;

test("a press without time and number that rang before a crash does not ring again under a new version of another rule", async () => {
  const devices = [
    { id: "1", name: "Pendant", kind: "button" },
    { id: "2", name: "Bed", kind: "bed" },
    { id: "3", name: "Gate", kind: "boundary" },
  ] as const;
  const home = homeOf(devices, "live", { plan: planOf({ bedExit: {}, boundary: {} }) });
  const evening = new Story(home, "2026-11-22T20:00:00Z").says("2", { kind: "bed", occupied: true }, "2026-11-22T20:30:00Z");
  const saved = JSON.parse(saveState(catalogue, evening.state));
  saved.rules.bedExit.version = 1;
  const row = (position: number, device_id: string, kind: string, value: object, at: number): RecordedRow => ({
    ...{ position, device_id, kind, value, home_id: "7", at: null, received_at: at, arrived_at: at, time: at },
    ...{ seq: null, boot: null, battery: null, signal: null, tamper: null, mains: null, historical: false, unreadable: null },
  });
  const tail = [row(42, "1", "button", { pressed: true }, nine), row(43, "3", "boundary", { inside: false }, nine + 1000)];
  const { uncommittedDecisions } = await recover(holding(JSON.stringify(saved), tail), {
    engine,
    registry: { home: () => home } as unknown as Registry,
    deviceSummaries: { update: ignored } as unknown as DeviceSummaries,
    clocks: new DeviceClocks(),
    serverSteps: new ServerSteps(),
    now: () => nine + 60_000,
    log: { info: ignored, error: ignored } as unknown as Log,
  });
  expect(uncommittedDecisions.flatMap(({ decided }) => decided.map(({ rule }) => rule))).toEqual(["boundary"]);
});
