import type pg from "pg";
import { endedOutcome } from "#domain/alarm.ts";
import type { AnsweringSettings } from "#domain/answering/answeringSettings.ts";
import { policyOf } from "#domain/answering/escalation.ts";
import { alarmKey, type CausedDecision } from "#domain/decision.ts";
import { answeredAs, type HomeFacts } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import { durationText, sayLateAfterMs } from "../durationText.ts";
import { placesOf } from "../escalation/contactPlaces.ts";
import { notNotified, type ReachableContact, runLadder } from "../escalation/ladder.ts";
import { substitutionLines, withSubstitutes } from "../escalation/substitutes.ts";
import { holdSilence, silenceRule } from "../incident/outage/holdSilence.ts";
import { freeKeyOfStuck, lockHome, raiseAlarm } from "./raiseAlarm.ts";
import { isStuckDetector, stuckKey } from "./stuckDetector.ts";

/** Adds a note to the timeline of the newest alarm of the episode, or of its stuck detector, open or closed. The end of the episode closes a technical alarm; of another one it says `ends`. */
const addNote = `
  WITH newest AS (
    SELECT id, case_id, $5 AND technical AND NOT stuck AND state = 'open' AS ended FROM (
      SELECT id, case_id, technical, stuck, state FROM alarm WHERE key = $1
      UNION ALL
      SELECT id, case_id, technical, stuck, state FROM alarm
       WHERE home_id = $7 AND state = 'open' AND technical AND NOT stuck AND starts_with(key, $1 || '/stuck/')
    ) AS of_episode ORDER BY id DESC LIMIT 1
  ), added AS (
    INSERT INTO case_timeline (case_id, alarm_id, at, event, text, cause, details)
    SELECT case_id, id, to_timestamp($2::float8 / 1000), CASE WHEN ended THEN 'closed' ELSE 'note' END, $3, $4,
           CASE WHEN $5 THEN jsonb_build_object('ends', true) END FROM newest
    ON CONFLICT (cause) DO NOTHING RETURNING case_id, alarm_id, event
  ), noted_case AS (
    UPDATE alarm_case SET version = version + 1, state = CASE WHEN event = 'closed' THEN 'closed' ELSE state END,
           closed_at = CASE WHEN event = 'closed' THEN to_timestamp($6::float8 / 1000) ELSE closed_at END,
           held_by = CASE WHEN event <> 'closed' THEN held_by END, held_name = CASE WHEN event <> 'closed' THEN held_name END,
           follow_up_at = CASE WHEN event <> 'closed' THEN follow_up_at END
      FROM added WHERE id = added.case_id
  )
  UPDATE alarm SET state = CASE WHEN event = 'closed' THEN 'closed' ELSE state END,
         outcome = CASE WHEN event = 'closed' THEN '${endedOutcome}' ELSE outcome END,
         closed_at = CASE WHEN event = 'closed' THEN to_timestamp($6::float8 / 1000) ELSE closed_at END
    FROM added WHERE id = added.alarm_id RETURNING false AS raised`;

const endAbsence = `UPDATE absence SET ended_at = to_timestamp($3::float8 / 1000), ended_why = 'A certain sign of life'
  WHERE id = $1 AND home_id = $2 AND ended_at IS NULL`;

/** A decision of a rule in a home, not committed yet. `overdueMs`: how long ago it should have been made. */
export interface PendingDecision {
  home: HomeFacts;
  decided: CausedDecision;
  overdueMs: number;
  /** It was held back by an outage and rings now. */
  isReleased?: true;
}

/** What a raise needs to know of how alarms are answered. */
export interface Answering {
  settings: AnsweringSettings;
  /** The contacts of a home that Link Line can notify. */
  contactsOf: (homeId: HomeId) => readonly ReachableContact[];
}

/**
 * Performs one decision in the caller's transaction: raises an alarm or rings it again, adds a note, or ends an absence. `raised` is true
 * if a new alarm was opened. `now` is the service's clock in epoch ms.
 *
 * With the alarm the same transaction writes its case, the first step of its escalation ladder and the messages of that step
 * (docs/guarantees.md, 1). The lock of the home makes this and what staff do in the same home follow each other. The partial unique indexes
 * `alarm_open_once` and `alarm_case_open_once` hold even without it. A cause that is already in a timeline changes nothing.
 *
 * Example: Mrs B. presses at 14:02 and again at 14:03. The first press opens a case and the alarm: rings 1, timeline "raised". The second
 * rings the same alarm in the same case: rings 2, timeline "rangAgain". The same decision once more has a known cause: rings stays 2. An
 * operator closes the case, and a press at 15:00 opens a new one.
 */
export async function openAlarm(
  client: pg.ClientBase,
  { home, decided, overdueMs, isReleased }: PendingDecision,
  now: number,
  answering: Answering,
): Promise<{ raised: boolean }> {
  const { decision, cause, rule, at, doubtful = false } = decided;
  const key = alarmKey(home.id, rule, decision.episode);
  const late = overdueMs > sayLateAfterMs ? ` Decided ${durationText(overdueMs)} late, when Link Line was back.` : "";
  if (decision.do === "raise") {
    if (decision.lasts && decision.deviceId !== null && (await isStuckDetector(client, home.id, key, decision.deviceId))) {
      const { priority: _, lasts: __, ...danger } = decision;
      const sentence = `${decision.sentence}. Still so after it was closed as a technical fault: replace it`;
      const stuck = {
        ...danger,
        episode: stuckKey(decision.episode, decision.deviceId),
        priority: "info",
        sentence,
        technical: true,
      } as const;
      return openAlarm(client, { home, decided: { ...decided, decision: { ...stuck, repeated: true } }, overdueMs }, now, answering);
    }
    const { priority, sentence, deviceId, technical = false, repeated = false } = decision;
    const doubt = doubtful && decision.doubtful !== true ? " (doubtful: this sensor reports far too often)" : "";
    const text = `${sentence}${doubt}${late}`;
    const firstResponder = technical ? "centre" : firstResponderOf(home, decision);
    const ladder = ladderValues(home, decision, now, answering);
    const isLive = answeredAs(home.mode) === "live";
    const values = [
      home.id,
      key,
      rule,
      priority,
      sentence,
      deviceId,
      at,
      cause,
      text,
      technical,
      doubtful,
      firstResponder,
      repeated,
      now,
      isLive,
    ];
    const mayBeHeld = rule === silenceRule && priority === "info" && !technical && isLive && isReleased !== true;
    const raised = await underLock<{ raised: boolean }>(
      client,
      home.id,
      { name: "raise alarm", text: raiseAlarm, values: [...values, ...ladder] },
      mayBeHeld
        ? { name: "hold silence", text: holdSilence, values: [home.id, key, priority, sentence, deviceId, at, cause, text, now] }
        : { name: "free key of stuck", text: freeKeyOfStuck, values: [key, deviceId, cause, now] },
    );
    return { raised: raised.rows[0]?.raised ?? false };
  }
  if (decision.do === "addNote") {
    const values = [key, at, decision.text + late, cause, decision.endsEpisode ?? false, now, home.id];
    await underLock(client, home.id, { name: "add note", text: addNote, values });
  } else await client.query({ name: "end absence", text: endAbsence, values: [decision.absenceId, home.id, at] });
  return { raised: false };
}

/** A pipelined connection sends all statements at once, and PostgreSQL runs them one after the other. Gives the answer to the last one. */
async function underLock<Row extends pg.QueryResultRow>(
  client: pg.ClientBase,
  homeId: HomeId,
  statement: pg.QueryConfig,
  before?: pg.QueryConfig,
): Promise<pg.QueryResult<Row>> {
  const first: pg.QueryConfig[] = [{ name: "lock home", text: lockHome, values: [homeId] }, ...(before === undefined ? [] : [before])];
  if (!("pipeline" in client && client.pipeline)) {
    for (const one of first) await client.query(one);
    return client.query<Row>(statement);
  }
  const sent = first.map((one) => client.query(one));
  const done = client.query<Row>(statement);
  // The first fault is the cause; those after it only say that the transaction had failed.
  for (const one of [...sent, done]) one.catch(() => {});
  for (const one of sent) await one;
  return done;
}

type Raise = Extract<CausedDecision["decision"], { do: "raise" }>;

const firstResponderOf = ({ plan }: HomeFacts, { priority }: Raise): "carer" | "centre" => {
  const first = plan.escalation[priority]?.[0];
  if (first === undefined) return plan.route[priority];
  return first.notify.includes("centre") ? "centre" : "carer";
};

/** The values $16 to $30 of `raiseAlarm`. */
function ladderValues(home: HomeFacts, { priority }: Raise, now: number, { settings, contactsOf }: Answering): unknown[] {
  const contacts = contactsOf(home.id);
  const planned = policyOf(home.plan, priority, settings);
  const policy = withSubstitutes(planned, contacts);
  const { runs, position, familyUnreached } = runLadder({ policy, isCritical: priority === "critical" }, 0, now, contacts);
  const toCentre = runs.some((run) => run.toCentre);
  const messages = runs.flatMap(({ step, messages }) => messages.map((message) => ({ ...message, step })));
  const timers = [position.dueAt, toCentre ? now + settings.ringAgainSeconds * 1000 : null].filter((time) => time !== null);
  return [
    toCentre,
    JSON.stringify(policy),
    position.nextStep,
    position.dueAt,
    messages.map(({ step }) => step),
    messages.map(({ recipientId }) => recipientId),
    messages.map(({ name }) => name),
    messages.map(({ channel }) => channel),
    messages.map(({ address }) => address),
    messages.map(({ place }) => place),
    [...substitutionLines(planned, contacts), ...notNotified(runs)],
    runs.find((run) => run.toSupervisor)?.step ?? null,
    answeredAs(home.mode) === "live" && timers.length > 0 ? Math.min(...timers) : null,
    familyUnreached,
    JSON.stringify(placesOf(contacts)),
  ];
}
