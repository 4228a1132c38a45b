import pg from "pg";
import { afterAll } from "vitest";
import type { Json, Provisioned } from "../setup/service.ts";
import { timedTown } from "../setup/timedTown.ts";

const minute = 60_000;
export const night = { name: "night", from: "22:00", to: "07:00" };
export const planOf = (rules: Record<string, object>, more: object = {}) => ({ name: "Nights", rules, windows: [night], ...more });
/** A plan whose bed exit rings after so many minutes. */
export const bedAfter = (exitMinutes: number) => planOf({ bedExit: { exitMinutes } });

export interface Bedroom {
  id: string;
  bed: Provisioned;
  says(occupied: boolean): Promise<unknown>;
}

/** A service in a winter night in London, where 01:00 UTC is 01:00 on the wall, and what tests of plans ask of it. */
export async function planTown() {
  const { clock, town, passes } = await timedTown("2026-11-22T01:00:00.000Z");
  const database = new pg.Client({ connectionString: town.service.databaseUrl });
  await database.connect();
  afterAll(() => database.end());

  /** A home whose bed sensor has said that the bed is occupied. */
  async function bedroom(): Promise<Bedroom> {
    const { id } = await town.home();
    const bed = await town.device(id, { kind: "bed", name: "Bed sensor", room: "Bedroom" });
    const unit = await town.unit(bed);
    let seq = 0;
    const says = (occupied: boolean) =>
      unit.publishAsync(bed.mqtt.topic, JSON.stringify({ kind: "bed", occupied, seq: ++seq, boot: "b" }), { qos: 1 });
    await says(true);
    await passes(minute);
    return { id, bed, says };
  }

  return {
    clock,
    town,
    passes,
    database,
    bedroom,
    propose: (homeId: string, plan: unknown, more: object = { why: "Asked for by her daughter" }) =>
      town.call("supervisor", "POST", `/api/v1/homes/${homeId}/plan`, { plan, ...more }),
    planOfHome: async (homeId: string): Promise<Json> => (await town.call("operator", "GET", `/api/v1/homes/${homeId}/plan`)).body,
    alarmsOf: async (homeId: string): Promise<Json[]> =>
      (await town.call("operator", "GET", `/api/v1/alarms?home=${homeId}&list=queue`)).body.items,
  };
}
