import { isDeepStrictEqual } from "node:util";
import { DeviceClocks } from "#ingest/deviceClocks.ts";
import { DeviceHealth } from "#ingest/deviceHealth.ts";
import { recover } from "#ingest/recovery.ts";
import { createRegistry } from "#ingest/registry.ts";
import { connectWriter } from "#ingest/writer.ts";
import { createPool } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { catalogue } from "#rules/catalogue.ts";
import { createEngine } from "#rules/engine.ts";
import { differs } from "./difference.ts";

const forget = `BEGIN; DELETE FROM rule_state; UPDATE journal_mark SET position = 0`;

/**
 * State is a function of the readings: what the service saved, and what the whole journal gives without it, are the same
 * at the same time. The service must have ended. Throws Difference that names the first home where they are not;
 * gives the number of homes.
 */
export async function judgeStates(url: string): Promise<number> {
  const log = createLog("silent");
  const pool = createPool(url, log);
  const writer = await connectWriter(url, log, 15_000);
  try {
    const now = Date.now;
    const registry = createRegistry({ pool, now, timezone: "Europe/London" });
    await registry.load();
    const engine = createEngine(catalogue);
    const again = () => recover(writer, { engine, registry, health: new DeviceHealth(), clocks: new DeviceClocks(), now, log });
    const saved = await again();
    await writer.query(forget);
    const replayed = await again();
    await writer.query("ROLLBACK");
    const at = now();
    for (const home of registry.homes()) {
      const [one, other] = [saved, replayed].map(({ states }) => {
        const known = states.get(home.id);
        return known && engine.onTime(home, known.state, at).state;
      });
      if (!isDeepStrictEqual(one, other))
        differs(
          `home ${home.id} stands otherwise in its saved state: ${JSON.stringify(one)} and by its readings: ${JSON.stringify(other)}`,
        );
    }
    return saved.states.size;
  } finally {
    await writer.end();
    await pool.end();
  }
}
