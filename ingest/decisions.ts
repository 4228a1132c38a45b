import type pg from "pg";
import { alarmKey, type Decided } from "#domain/decision.ts";
import type { HomeFacts } from "#domain/home.ts";
import { rankOf } from "#response/alarmViews.ts";

/**
 * Opens the alarm of an episode, or rings again in the one that is open: the partial unique index decides, not a look
 * beforehand, so no load can make two. A cause that already stands in a story was decided before: nothing happens.
 */
const raise = `
  WITH opened AS (
    INSERT INTO alarm (home_id, key, rule, strength, sentence, device_id, raised_at)
    SELECT $1, $2, $3, $4, $5, $6, to_timestamp($7::float8 / 1000)
     WHERE NOT EXISTS (SELECT FROM alarm_story WHERE cause = $8)
    ON CONFLICT (key) WHERE state = 'open' DO UPDATE
      SET rings = alarm.rings + 1, version = alarm.version + 1,
          strength = CASE WHEN ${rankOf("excluded.strength")} > ${rankOf("alarm.strength")} THEN excluded.strength ELSE alarm.strength END
    RETURNING id, rings
  ), told AS (
    INSERT INTO alarm_story (alarm_id, at, event, text, cause)
    SELECT id, to_timestamp($7::float8 / 1000), CASE WHEN rings = 1 THEN 'raised' ELSE 'rangAgain' END, $9, $8 FROM opened
  )
  SELECT id::text, rings = 1 AS raised FROM opened`;

/** Adds to the story of the newest alarm of the episode, open or closed. */
const tell = `
  WITH told AS (
    INSERT INTO alarm_story (alarm_id, at, event, text, cause)
    SELECT id, to_timestamp($2::float8 / 1000), 'told', $3, $4 FROM alarm WHERE key = $1 ORDER BY id DESC LIMIT 1
    ON CONFLICT (cause) DO NOTHING RETURNING alarm_id
  )
  UPDATE alarm SET version = version + 1 WHERE id IN (SELECT alarm_id FROM told) RETURNING id::text, false AS raised`;

/** From this on a decision says how late it was made: a timer that fell due while the service was down. */
const lateMs = 10_000;

/** Performs one decision inside the transaction; gives the alarm that it touched, or null where it had been made before. */
export async function perform(
  client: pg.ClientBase,
  home: HomeFacts,
  decided: Decided,
  now: number,
): Promise<{ id: string; raised: boolean } | null> {
  const { decision, cause, rule, at } = decided;
  const key = alarmKey(home.id, rule, decision.episode);
  const late = home.mode === "live" && now - at > lateMs ? ` Decided ${howLong(now - at)} late, when Link Line was back.` : "";
  const { rows } =
    decision.do === "raise"
      ? await client.query<{ id: string; raised: boolean }>({
          name: "raise alarm",
          text: raise,
          values: [home.id, key, rule, decision.strength, decision.sentence, decision.deviceId, at, cause, decision.sentence + late],
        })
      : await client.query<{ id: string; raised: boolean }>({
          name: "tell alarm",
          text: tell,
          values: [key, at, decision.text + late, cause],
        });
  return rows[0] ?? null;
}

function howLong(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
