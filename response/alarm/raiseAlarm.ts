import { newHeadlineAfterMs } from "#domain/ring.ts";
import { rankOf } from "./alarmViews.ts";

/** Until the transaction ends no one else changes the cases of this home. Everything that opens, rings, answers or closes a case takes this lock first. */
export const lockHome = `SELECT FROM home WHERE id = $1 FOR NO KEY UPDATE`;

/**
 * Before a raise. A stuck button on the technical list is silent, so it must not swallow the call of another device of the same episode: the
 * pendant beside a stuck pull cord. The stuck alarm gives up the key of the episode, and the raise opens a new call. What cannot be told apart
 * from another device counts as one.
 *
 * $1 key, $2 device, $3 cause, $4 the service's time in epoch ms.
 */
export const freeKeyOfStuck = `
  WITH freed AS (
    UPDATE alarm SET key = key || '/stuck/' || id
     WHERE key = $1 AND state = 'open' AND technical AND stuck AND device_id IS DISTINCT FROM $2::bigint
       AND NOT EXISTS (SELECT FROM case_timeline WHERE cause = $3)
    RETURNING id, case_id
  ), changed AS (
    UPDATE alarm_case SET version = version + 1 FROM freed WHERE alarm_case.id = freed.case_id
  )
  INSERT INTO case_timeline (case_id, alarm_id, at, event, text)
  SELECT case_id, id, to_timestamp($4::float8 / 1000), 'note', 'Another device of the home called: that is a new call' FROM freed`;

/** In the timeline, where a step is for supervisors alone and there are none. */
export const noSupervisor = "No supervisor has an account: the next step runs now";

/** More than this many rings in each of three minutes are a stuck button: no person presses so long. */
const stuckRingsAMinute = 6;

/**
 * Raises the alarm of an episode or rings again in the one that is open, in the case of its home, and starts the alarm's ladder. Under `lockHome`.
 * A cause that is already in a timeline was performed before: nothing happens. A repeated danger ($13) changes no open alarm.
 *
 * | part | what it does |
 * |---|---|
 * | `ring` | no row: nothing happens. Else the open alarm and what this ring is: raised, priorityRaised or rangAgain |
 * | `opened_case`, `rung_case` | a new case, or the ring in the case that is open: the function `ringCase` (case/steps/ringCase.ts), as SQL |
 * | `rung` | the alarm: the function `ringAgain` (domain/ring.ts), as SQL. `grows`: the priority rises. `leads`: the ring takes the heading |
 * | `first` | when the step after the first one is due. A step for supervisors alone, where there are none, has reached no one: at once |
 * | `ladder` | the ladder of a new alarm or a higher priority ($17 to $19). It does not run while a person holds the case |
 * | `sent` | the messages of the ladder's first steps ($20 to $26), only where it runs |
 * | `added` | the lines of the timeline |
 *
 * $1 home, $2 key, $3 rule, $4 priority, $5 sentence, $6 device, $7 time of the decision, $8 cause, $9 text, $10 technical, $11 doubtful,
 * $12 first responder, $13 repeated, $14 the service's time, $15 live home, $16 the ladder begins at the centre, $17 steps, $18 next step,
 * $19 when that is due, $20 step, $21 contact, $22 name, $23 channel, $24 address, $25 place, $26 lines about contacts who are not notified, $27 the step that
 * notifies supervisors or null, $28 next timer of a new case, $29 no contact could be notified who should have been,
 * $30 the places of the contacts in the steps. Times in epoch ms.
 */
export const raiseAlarm = `
  WITH at AS (
    SELECT to_timestamp($7::float8 / 1000) AS decided, to_timestamp($14::float8 / 1000) AS now, $4 = 'critical' AS critical
  ), ring AS (
    SELECT alarm.id AS alarm_id, alarm.case_id, coalesce(alarm.technical, $10) AS technical,
           CASE WHEN alarm.id IS NULL THEN 'raised' WHEN ${rankOf("$4")} > ${rankOf("alarm.priority")} THEN 'priorityRaised' ELSE 'rangAgain' END AS event
      FROM (SELECT) AS once LEFT JOIN alarm ON alarm.key = $2 AND alarm.state = 'open'
     WHERE NOT EXISTS (SELECT FROM case_timeline WHERE cause = $8) AND NOT ($13 AND alarm.id IS NOT NULL)
  ), open_case AS (
    SELECT c.id FROM ring JOIN alarm_case c ON c.id = ring.case_id
    UNION ALL
    SELECT c.id FROM ring JOIN alarm_case c ON c.home_id = $1 AND c.state <> 'closed' AND NOT c.technical
     WHERE ring.case_id IS NULL AND NOT ring.technical
  ), first AS (
    SELECT CASE WHEN reached_no_one THEN at.now ELSE to_timestamp($19::float8 / 1000) END AS next_due, reached_no_one
      FROM at, (SELECT $27::int IS NOT NULL AND NOT $16 AND cardinality($20::int[]) = 0
                       AND NOT EXISTS (SELECT FROM "user" WHERE role = 'supervisor') AS reached_no_one) AS whom
  ), opened_case AS (
    INSERT INTO alarm_case (home_id, technical, priority, opened_at, centre_since, family_unreached, next_at)
    SELECT $1, ring.technical, $4, at.now, CASE WHEN ring.technical OR NOT $15 OR $16 THEN at.now END, $29,
           CASE WHEN first.reached_no_one AND $15 THEN at.now ELSE to_timestamp($28::float8 / 1000) END
      FROM ring, at, first WHERE NOT EXISTS (SELECT FROM open_case)
    RETURNING id, state, true AS is_new
  ), rung_case AS (
    UPDATE alarm_case AS c
       SET version = version + 1, rings = rings + 1, priority = CASE WHEN ${rankOf("$4")} > ${rankOf("c.priority")} THEN $4 ELSE c.priority END,
           state = CASE WHEN comes_back THEN 'waiting' ELSE c.state END,
           held_by = CASE WHEN NOT comes_back THEN held_by END, held_name = CASE WHEN NOT comes_back THEN held_name END,
           held_via = CASE WHEN NOT comes_back THEN held_via END, touched_at = CASE WHEN NOT comes_back THEN touched_at END,
           asked_at = CASE WHEN NOT comes_back THEN asked_at END, follow_up_note = CASE WHEN NOT comes_back THEN follow_up_note END,
           follow_up_at = CASE WHEN NOT comes_back THEN CASE WHEN c.state = 'followUp' AND ring.event <> 'rangAgain' THEN least(follow_up_at, at.now) ELSE follow_up_at END END,
           unheard_ring_at = CASE WHEN c.state = 'claimed' AND at.critical THEN coalesce(unheard_ring_at, at.now) ELSE unheard_ring_at END,
           centre_since = CASE WHEN to_centre THEN at.now ELSE centre_since END, centre_steps = CASE WHEN to_centre THEN 0 ELSE centre_steps END,
           accepted_by = CASE WHEN NOT to_centre THEN accepted_by END, accepted_name = CASE WHEN NOT to_centre THEN accepted_name END,
           accepted_at = CASE WHEN NOT to_centre THEN accepted_at END, accepted_asked_at = CASE WHEN NOT to_centre THEN accepted_asked_at END,
           family_unreached = family_unreached OR (c.state = 'waiting' AND ring.event <> 'rangAgain' AND $29),
           next_at = CASE WHEN $15 THEN at.now ELSE next_at END
      FROM ring, at, open_case, LATERAL (SELECT NOT ring.technical AND $15 AS rings_people) AS live, LATERAL (
        SELECT rings_people AND state = 'followUp' AND at.critical AS comes_back,
               rings_people AND at.critical AND state = 'followUp'
                 OR rings_people AND state = 'waiting' AND centre_since IS NULL AND CASE WHEN ring.event = 'rangAgain' THEN at.critical ELSE $16 END AS to_centre
          FROM alarm_case AS now WHERE now.id = open_case.id) AS change
     WHERE c.id = open_case.id
    RETURNING c.id, c.state, false AS is_new
  ), cased AS (
    SELECT * FROM opened_case UNION ALL SELECT * FROM rung_case
  ), rung AS (
    INSERT INTO alarm (home_id, key, rule, priority, sentence, device_id, raised_at, technical, doubtful, first_responder, case_id, rang_at)
    SELECT $1, $2, $3, $4, $5, $6, at.decided, $10, $11, $12, cased.id, at.now FROM cased, at
    ON CONFLICT (key) WHERE state = 'open' DO UPDATE
      SET rings = alarm.rings + 1, doubtful = alarm.doubtful OR excluded.doubtful, rang_at = excluded.rang_at,
          stuck = alarm.stuck OR (alarm.rings >= ${3 * stuckRingsAMinute} AND (
            SELECT bool_and(minute.rings > ${stuckRingsAMinute})
              FROM generate_series(0, 2) AS ago, LATERAL (
                SELECT count(*) + CASE ago WHEN 0 THEN 1 ELSE 0 END AS rings FROM case_timeline AS s
                 WHERE s.alarm_id = alarm.id AND s.event IN ('raised', 'rangAgain', 'priorityRaised')
                   AND s.at > excluded.raised_at - (ago + 1) * interval '1 minute' AND s.at <= excluded.raised_at - ago * interval '1 minute') AS minute)),
          (priority, sentence, device_id, first_responder) = (
            SELECT CASE WHEN grows THEN excluded.priority ELSE alarm.priority END, CASE WHEN leads THEN excluded.sentence ELSE alarm.sentence END,
                   CASE WHEN leads THEN excluded.device_id ELSE alarm.device_id END, CASE WHEN grows THEN excluded.first_responder ELSE alarm.first_responder END
              FROM (SELECT ${rankOf("excluded.priority")} > ${rankOf("alarm.priority")} AS grows,
                           ${rankOf("excluded.priority")} >= ${rankOf("alarm.priority")} OR to_timestamp($7::float8 / 1000) - (
                             SELECT s.at FROM case_timeline AS s WHERE s.alarm_id = alarm.id AND s.event IN ('raised', 'priorityRaised')
                              ORDER BY s.id DESC LIMIT 1) >= interval '${newHeadlineAfterMs} ms' AS leads) AS compared)
    RETURNING id, case_id
  ), ladder AS (
    INSERT INTO escalation (case_id, alarm_id, priority, steps, contact_places, next_step, due_at)
    SELECT rung.case_id, rung.id, $4, $17::jsonb, $30::jsonb, $18::int, CASE WHEN cased.state = 'waiting' THEN first.next_due END
      FROM rung, cased, ring, first WHERE ring.event <> 'rangAgain' AND NOT ring.technical AND $15
    ON CONFLICT (alarm_id, priority) DO NOTHING
    RETURNING id, case_id, alarm_id
  ), running AS (
    SELECT ladder.* FROM ladder, cased WHERE cased.state = 'waiting'
  ), sent AS (
    INSERT INTO notification (dedup_key, case_id, alarm_id, kind, step, recipient, recipient_id, name, channel, address, place, sentence,
                              state, next_at, created_at)
    SELECT 'ladder/' || running.id || '/' || message.step || '/contact/' || message.contact || '/' || message.channel || '/' || message.address,
           running.case_id, running.alarm_id, 'alarm', running.id || '/' || message.step, 'contact', message.contact, message.name, message.channel,
           message.address, message.place, $5, CASE WHEN message.place = 1 THEN 'waiting' ELSE 'spare' END,
           CASE WHEN message.place = 1 THEN at.now END, at.now
      FROM running, at, unnest($20::int[], $21::text[], $22::text[], $23::text[], $24::text[], $25::int[])
             AS message (step, contact, name, channel, address, place)
    UNION ALL
    SELECT 'ladder/' || running.id || '/' || $27::int || '/supervisor/' || account.id || '/email', running.case_id, running.alarm_id, 'supervisor',
           running.id || '/' || $27::int, 'supervisor', account.id, account.name, 'email', account.email, 1, $5, 'waiting', at.now, at.now
      FROM running, at, "user" AS account WHERE $27::int IS NOT NULL AND account.role = 'supervisor'
    ON CONFLICT (dedup_key) DO NOTHING
  ), added AS (
    INSERT INTO case_timeline (case_id, alarm_id, at, event, text, cause)
    SELECT rung.case_id, rung.id, at.decided, ring.event, $9, $8 FROM rung, ring, at
    UNION ALL
    SELECT running.case_id, running.alarm_id, at.now, 'notified', line, NULL FROM running, at, unnest($26::text[]) AS line
    UNION ALL
    SELECT running.case_id, running.alarm_id, at.now, 'notified', '${noSupervisor}', NULL FROM running, at, first WHERE first.reached_no_one
  )
  SELECT ring.event = 'raised' AS raised FROM ring, rung`;
