import type pg from "pg";

/** The rules that a person's call for help sets off. The signals of all other rules are automatic: no person speaks. */
export const callRules = ["sosPress", "unreadableMessage"] as const;

/** As a list in SQL. */
export const callRulesSql = callRules.map((rule) => `'${rule}'`).join(", ");

/** Counts a case that is closed now. A case of a test home, a technical case and the canary's are left out; test calls are no calls to the centre. */
const insertFacts = `
  WITH one AS (
    SELECT c.* FROM alarm_case c JOIN home h ON h.id = c.home_id
     WHERE c.id = $1 AND c.state = 'closed' AND NOT c.technical AND answered_as(h.mode) = 'live' AND NOT h.canary
  ), ended AS (
    SELECT a.raised_at, a.id, a.case_id, a.home_id, a.rule, a.outcome, coalesce(o.kind, 'other') AS kind, a.rings
      FROM one JOIN alarm a ON a.case_id = one.id LEFT JOIN outcome o ON o.code = a.outcome WHERE a.state = 'closed'
  ), alarms AS (
    INSERT INTO ended_alarm SELECT * FROM ended
  )
  INSERT INTO centre_call
  SELECT one.called_at, one.id, one.home_id, CASE WHEN EXISTS (SELECT FROM ended WHERE rule IN (${callRulesSql})) THEN 'call' ELSE 'automatic' END,
         extract(epoch FROM one.answered_at - one.called_at)
    FROM one WHERE one.called_at IS NOT NULL AND EXISTS (SELECT FROM ended WHERE kind <> 'test')`;

const deleteCall = `DELETE FROM centre_call WHERE case_id = $1`;
const deleteAlarms = `DELETE FROM ended_alarm WHERE case_id = $1`;

/** Call it in the transaction that closes the case, after its alarms are closed. */
export async function countClosedCase(client: pg.ClientBase, caseId: string): Promise<void> {
  await client.query({ name: "count closed case", text: insertFacts, values: [caseId] });
}

/** Call it in the transaction that opens the case again. */
export async function uncountCase(client: pg.ClientBase, caseId: string): Promise<void> {
  await client.query(deleteCall, [caseId]);
  await client.query(deleteAlarms, [caseId]);
}
