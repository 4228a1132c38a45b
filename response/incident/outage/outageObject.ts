import { highRiskFrom } from "#domain/outage/highRisk.ts";
import { rfc3339 } from "../../alarm/alarmViews.ts";
import { ringsAt, riskOf } from "./homesOfOutage.ts";

/** SQL for what an incident says of its outage (`o`); null for every other incident. */
export const outageObject = `CASE WHEN o.incident_id IS NOT NULL THEN (
  SELECT jsonb_build_object('cause', o.cause, 'value', o.value, 'homes', count(*), 'silent', count(*) FILTER (WHERE back_at IS NULL),
           'highRisk', count(*) FILTER (WHERE back_at IS NULL AND ${riskOf("oh.home_id")} >= ${highRiskFrom}),
           'unchecked', count(*) FILTER (WHERE back_at IS NULL AND NOT EXISTS (
             SELECT FROM outage_check k WHERE k.incident_id = oh.incident_id AND k.home_id = oh.home_id)),
           'acknowledged', CASE WHEN o.acknowledged_at IS NOT NULL
             THEN jsonb_build_object('name', o.acknowledged_name, 'at', ${rfc3339("o.acknowledged_at")}) END,
           'ringsAt', (SELECT ${rfc3339(`min(${ringsAt("c.opened_at", "c.held_until")})`)} FROM alarm a JOIN alarm_case c ON c.id = a.case_id
             WHERE a.outage_id = o.incident_id AND a.state = 'open' AND c.held_until IS NOT NULL AND o.ended_at IS NULL), 'endedAt', ${rfc3339("o.ended_at")})
    FROM outage_home oh WHERE oh.incident_id = o.incident_id) END`;
