import { highRiskFrom } from "#domain/outage/highRisk.ts";
import { isCallDevice, isCounted, isCovered, ms, narrowestFirst, ringsAt, riskOf } from "./homesOfOutage.ts";

/** The rule whose alarms an outage may hold back. */
export const silenceRule = "silence";

/**
 * Before a silence rings: where an open outage covers its home, it becomes a technical case with a timer (`held_until`) and a place on the work
 * list. The raise that follows in the same transaction finds its cause in the timeline and does nothing; where this statement holds nothing, it rings.
 * So a silence is held only by a row that says until when.
 *
 * It holds a silence for `hold_minutes` at most where no person works on the outage, and for `longest_hold_minutes` whatever work there is. It holds nothing back where an alarm of this device is open, nor from the pendant or fall detector of a person at high risk.
 *
 * $1 home, $2 key, $3 priority, $4 sentence, $5 device, $6 time of the decision, $7 cause, $8 text, $9 the service's time. Times in epoch ms.
 */
export const holdSilence = `
  WITH hold AS (
    SELECT o.incident_id, ${ringsAt(ms(9), `${ms(9)} + o.hold_minutes * interval '1 minute'`)} AS until FROM outage o JOIN home h ON h.id = $1
     WHERE o.ended_at IS NULL AND ${isCounted} AND ${isCovered}
       AND NOT EXISTS (SELECT FROM case_timeline WHERE cause = $7)
       AND NOT EXISTS (SELECT FROM alarm WHERE key = $2 AND state = 'open')
       AND NOT (EXISTS (SELECT FROM device AS d WHERE d.id = $5::bigint AND ${isCallDevice("d")})
                AND ${riskOf("h.id")} >= ${highRiskFrom})
     ORDER BY ${narrowestFirst} LIMIT 1
  ), held AS (
    INSERT INTO alarm_case (home_id, technical, priority, opened_at, centre_since, next_at, held_until)
    SELECT $1, true, $3, ${ms(9)}, ${ms(9)}, until, until FROM hold RETURNING id
  ), raised AS (
    INSERT INTO alarm (home_id, key, rule, priority, sentence, device_id, raised_at, technical, doubtful, first_responder, case_id, rang_at, outage_id)
    SELECT $1, $2, '${silenceRule}', $3, $4, $5, ${ms(6)}, true, false, 'centre', held.id, ${ms(9)}, hold.incident_id FROM held, hold
    RETURNING id, case_id
  ), joined AS (
    INSERT INTO outage_home (incident_id, home_id, silent_since) SELECT incident_id, $1, ${ms(6)} FROM hold
    ON CONFLICT (incident_id, home_id) DO UPDATE SET back_at = NULL
  )
  INSERT INTO case_timeline (case_id, alarm_id, at, event, text, cause)
  SELECT case_id, id, ${ms(6)}, 'raised', $8, $7 FROM raised
  UNION ALL
  SELECT case_id, id, ${ms(9)}, 'note', 'Held back, because its home is in an outage: it rings when the others are back, when no person works on the outage, or after ' ||
         (SELECT o.longest_hold_minutes FROM outage o, hold WHERE o.incident_id = hold.incident_id) || ' minutes at the latest', NULL
    FROM raised`;
