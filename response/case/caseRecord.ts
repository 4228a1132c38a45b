import type pg from "pg";
import type { AnsweringSettings } from "#domain/answering/answeringSettings.ts";
import { noSupervisor } from "../alarm/raiseAlarm.ts";
import { ringsAt } from "../incident/outage/homesOfOutage.ts";
import { countClosedCase, uncountCase } from "../report/caseFacts.ts";
import { type Accepted, type Case, type CaseAlarm, holderOf, type Ladder, type Phase } from "./steps/caseState.ts";
import type { CaseStep, NewEntry, Notice } from "./steps/caseStep.ts";
import { nextAt } from "./steps/caseTimers.ts";

/** Cases in the database: one row is the whole state of a case, beside its alarms and ladders. All under `lockHome` (alarm/raiseAlarm.ts). */

const selectCase = `SELECT c.*, c.id::text AS id, c.home_id::text AS home_id, c.accepted_by::text AS accepted_by,
         CASE WHEN h.canary OR answered_as(h.mode) <> 'live' THEN 'test' ELSE 'live' END AS mode,
         CASE WHEN c.held_until IS NOT NULL AND c.state <> 'closed' THEN coalesce((SELECT ${ringsAt("c.opened_at", "c.held_until")} FROM alarm a JOIN outage o ON o.incident_id = a.outage_id
           WHERE a.case_id = c.id AND a.state = 'open' AND o.ended_at IS NULL), c.opened_at) END AS held_until
  FROM alarm_case c JOIN home h ON h.id = c.home_id WHERE c.id = $1`;
const selectAlarms = `SELECT id::text, rule, priority, rings, state = 'open' AS "isOpen", stuck, sentence, rang_at AS "rangAt" FROM alarm
  WHERE case_id = $1 ORDER BY alarm.id`;
const selectLadders = `SELECT id::text, alarm_id::text AS "alarmId", steps, contact_places AS "contactPlaces",
    next_step AS "nextStep", due_at AS "dueAt" FROM escalation
  WHERE case_id = $1 ORDER BY escalation.id`;

const ms = (place: number): string => `to_timestamp($${place}::float8 / 1000)`;

const updateCase = `UPDATE alarm_case SET version = version + $2, state = $3, next_at = ${ms(4)}, centre_since = ${ms(5)}, centre_steps = $6,
    accepted_by = $7, accepted_name = $8, accepted_at = ${ms(9)}, accepted_asked_at = ${ms(10)}, family_unreached = $11, held_by = $12,
    held_name = $13, held_via = $14, touched_at = ${ms(15)}, asked_at = ${ms(16)}, offered_to = $17, offered_name = $18,
    offered_until = ${ms(19)}, unheard_ring_at = ${ms(20)}, every_desk_sounds = $21, follow_up_at = ${ms(22)}, follow_up_note = $23,
    closed_at = ${ms(24)}, closed_by = $25, priority = $26,
    accepted_others = $27, accepted_stops = $28
  WHERE id = $1`;
const updateLadder = `UPDATE escalation SET next_step = $2, due_at = ${ms(3)} WHERE id = $1`;
const insertEntry = `INSERT INTO case_timeline (case_id, alarm_id, at, event, text, by_id, by_name, details)
  VALUES ($1, $2, ${ms(3)}, $4, $5, $6, $7, $8)`;
const closeAlarm = `UPDATE alarm SET state = 'closed', outcome = $2, closed_at = ${ms(3)} WHERE id = $1 AND state = 'open'`;
/** Its version follows the former case's, because a screen keeps the view of an alarm with the highest version. */
const moveToTechnical = `
  WITH moved AS (
    INSERT INTO alarm_case (home_id, technical, priority, rings, opened_at, version, next_at)
    SELECT $2, true, alarm.priority, alarm.rings, ${ms(3)}, former.version + 1, ${ms(3)}
      FROM alarm JOIN alarm_case former ON former.id = alarm.case_id WHERE alarm.id = $1 RETURNING id
  ), stays AS (
    UPDATE alarm SET technical = true, case_id = moved.id FROM moved WHERE alarm.id = $1
  )
  INSERT INTO case_timeline (case_id, alarm_id, at, event, text)
  SELECT moved.id, $1, ${ms(3)}, 'note', 'Stuck button, closed as "' || coalesce((SELECT label FROM outcome WHERE code = $4), $4)
         || '": stays here until it has been quiet for 10 minutes' FROM moved`;
const openAlarmAgain = `UPDATE alarm SET state = 'open', outcome = NULL, closed_at = NULL
  WHERE id = ANY($1::bigint[]) AND state = 'closed'`;
const insertMessages = `
  INSERT INTO notification (dedup_key, case_id, alarm_id, kind, step, recipient, recipient_id, name, channel, address, place, sentence, state, next_at, created_at)
  SELECT $1 || '/' || recipient || '/' || recipient_id || '/' || channel || '/' || address, $2, $3, $4, $5, recipient, recipient_id, name, channel,
         address, place, $6, CASE WHEN place = 1 THEN 'waiting' ELSE 'spare' END, CASE WHEN place = 1 THEN ${ms(7)} END, ${ms(7)}
    FROM unnest($8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::int[])
      AS message (recipient, recipient_id, name, channel, address, place)
  ON CONFLICT (dedup_key) DO NOTHING`;
const runNextStep = `UPDATE escalation SET due_at = ${ms(3)} WHERE id = $2::bigint AND due_at > ${ms(3)}
  AND NOT EXISTS (SELECT FROM notification WHERE notification.step = $1)`;
const lookAtCase = `UPDATE alarm_case SET next_at = least(next_at, ${ms(2)}) WHERE id = $1`;
const selectSupervisors = `SELECT 'supervisor' AS recipient, id AS "recipientId", name, 'email' AS channel, email AS address, 1 AS place
  FROM "user" WHERE role = 'supervisor'`;
const selectFallback = `SELECT 'fallback' AS recipient, id::text AS "recipientId", name, channel, address, 1 AS place FROM fallback_contact
  UNION ALL ${selectSupervisors}`;

/** A case as it is stored, and what its steps need beside it. */
export interface StoredCase {
  case: Case;
  version: number;
  /** A step of a `test` case sets no timer and sends nothing. The canary's home and one in commissioning count as one here. */
  mode: "live" | "test";
  sentences: ReadonlyMap<string, string>;
  /** A silence that an outage holds back until this time; null for every other case. */
  heldUntil: number | null;
}

interface CaseRow {
  id: string;
  version: number;
  home_id: string;
  technical: boolean;
  priority: Case["priority"];
  rings: number;
  mode: "live" | "test";
  state: Phase["state"];
  centre_since: number | null;
  centre_steps: number;
  accepted_by: string | null;
  accepted_name: string;
  accepted_at: number;
  accepted_asked_at: number | null;
  accepted_others: Accepted["others"];
  accepted_stops: Accepted["stops"];
  family_unreached: boolean;
  held_by: string;
  held_name: string;
  held_via: { kind: "session" | "token"; id: string } | null;
  touched_at: number | null;
  asked_at: number | null;
  offered_to: string | null;
  offered_name: string;
  offered_until: number;
  unheard_ring_at: number | null;
  every_desk_sounds: boolean;
  follow_up_at: number;
  follow_up_note: string | null;
  closed_at: number;
  closed_by: string | null;
  held_until: number | null;
}

/** The case, or null. The caller holds the lock of its home. */
export async function readCase(client: pg.ClientBase, id: string): Promise<StoredCase | null> {
  const row = (await client.query<CaseRow>(selectCase, [id])).rows[0];
  if (row === undefined) return null;
  const alarms = (await client.query<CaseAlarm & { sentence: string }>(selectAlarms, [id])).rows;
  const { rows: ladders } = await client.query<Ladder>(selectLadders, [id]);
  return {
    case: {
      id: row.id,
      homeId: row.home_id,
      technical: row.technical,
      priority: row.priority,
      rings: row.rings,
      phase: phaseOf(row),
      accepted: acceptedOf(row),
      familyUnreached: row.family_unreached,
      alarms: alarms.map(({ sentence: _sentence, ...alarm }) => alarm),
      ladders,
    },
    version: row.version,
    mode: row.mode,
    sentences: new Map(alarms.map(({ id, sentence }) => [id, sentence])),
    heldUntil: row.held_until,
  };
}

function acceptedOf(row: CaseRow): Accepted | null {
  if (row.accepted_by === null) return null;
  // The keys in the order of the type: PostgreSQL does not keep it.
  const others = row.accepted_others.map(({ id, name, at }) => ({ id, name, at }));
  return {
    id: row.accepted_by,
    name: row.accepted_name,
    at: row.accepted_at,
    askedAt: row.accepted_asked_at,
    others,
    stops: row.accepted_stops,
  };
}

function phaseOf(row: CaseRow): Phase {
  const { kind, id } = row.held_via ?? {};
  // The keys in the order of the type: PostgreSQL does not keep it.
  const via = kind === undefined || id === undefined ? null : { kind, id };
  const holder = { id: row.held_by, name: row.held_name, via };
  switch (row.state) {
    case "waiting":
      return { state: "waiting", centreSince: row.centre_since, centreSteps: row.centre_steps };
    case "claimed":
      return {
        state: "claimed",
        holder,
        touchedAt: row.touched_at ?? 0,
        askedAt: row.asked_at,
        offer: row.offered_to === null ? null : { id: row.offered_to, name: row.offered_name, until: row.offered_until },
        unheardRingAt: row.unheard_ring_at,
        everyDeskSounds: row.every_desk_sounds,
      };
    case "followUp":
      return { state: "followUp", holder, dueAt: row.follow_up_at, note: row.follow_up_note ?? "", askedAt: row.asked_at };
    case "closed":
      return { state: "closed", closedAt: row.closed_at, closedBy: row.closed_by };
  }
}

/** Nothing in a test home waits for people. A stuck button on the technical list ends there by quiet as well, and a held silence rings. */
export function storedTimer(
  { case: one, mode, heldUntil }: Pick<StoredCase, "case" | "mode" | "heldUntil">,
  settings: AnsweringSettings,
): number | null {
  const step = mode === "live" || one.technical ? nextAt(one, settings) : null;
  if (heldUntil === null || one.phase.state === "closed") return step;
  return step === null ? heldUntil : Math.min(step, heldUntil);
}

/** Writes a step. Only a step with entries or another phase is a new version that screens get. Gives whether it is one. */
export async function writeStep(
  client: pg.ClientBase,
  { case: before, mode, heldUntil }: StoredCase,
  step: CaseStep,
  { now, settings }: { now: number; settings: AnsweringSettings },
): Promise<boolean> {
  const after = step.case;
  const isNew = step.entries.length > 0 || JSON.stringify(after) !== JSON.stringify(before);
  const timer = storedTimer({ case: after, mode, heldUntil }, settings);
  await client.query({ name: "update case", text: updateCase, values: [after.id, isNew ? 1 : 0, ...valuesOf(after, timer)] });
  for (const ladder of after.ladders) {
    const former = before.ladders.find(({ id }) => id === ladder.id);
    if (former?.dueAt !== ladder.dueAt || former.nextStep !== ladder.nextStep)
      await client.query(updateLadder, [ladder.id, ladder.nextStep, ladder.dueAt]);
  }
  for (const { alarmId, outcome } of step.closedAlarms) await client.query(closeAlarm, [alarmId, outcome, now]);
  for (const { alarmId, outcome } of step.movedToTechnical) await client.query(moveToTechnical, [alarmId, after.homeId, now, outcome]);
  if (step.openedAlarms.length > 0) await client.query(openAlarmAgain, [step.openedAlarms]);
  for (const entry of step.entries) await addEntry(client, after.id, entry, now);
  if (after.phase.state === "closed" && before.phase.state !== "closed") await countClosedCase(client, after.id);
  if (after.phase.state !== "closed" && before.phase.state === "closed") await uncountCase(client, after.id);
  if (mode === "live") for (const notice of step.notices) await addNotice(client, after.id, notice, now);
  return isNew;
}

/** The values $3 to $28 of `updateCase`. */
function valuesOf({ phase, accepted, familyUnreached, priority }: Case, timer: number | null): unknown[] {
  const holder = holderOf({ phase });
  const waiting = phase.state === "waiting" ? phase : null;
  const claimed = phase.state === "claimed" ? phase : null;
  const followUp = phase.state === "followUp" ? phase : null;
  const closed = phase.state === "closed" ? phase : null;
  return [
    ...[phase.state, timer, waiting?.centreSince ?? null, waiting?.centreSteps ?? 0],
    ...[accepted?.id ?? null, accepted?.name ?? null, accepted?.at ?? null, accepted?.askedAt ?? null, familyUnreached],
    ...[holder?.id ?? null, holder?.name ?? null, holder?.via == null ? null : JSON.stringify(holder.via)],
    ...[claimed?.touchedAt ?? null, claimed?.askedAt ?? followUp?.askedAt ?? null],
    ...[claimed?.offer?.id ?? null, claimed?.offer?.name ?? null, claimed?.offer?.until ?? null],
    ...[claimed?.unheardRingAt ?? null, claimed?.everyDeskSounds ?? false, followUp?.dueAt ?? null, followUp?.note ?? null],
    ...[closed?.closedAt ?? null, closed?.closedBy ?? null, priority, JSON.stringify(accepted?.others ?? [])],
    JSON.stringify(accepted?.stops ?? []),
  ];
}

/** Adds a line to the timeline of a case. */
export async function addEntry(
  client: pg.ClientBase,
  caseId: string,
  { event, text, by, alarmId, details }: NewEntry,
  now: number,
): Promise<void> {
  const values = [caseId, alarmId ?? null, now, event, text, by?.id ?? null, by?.name ?? null, details ?? null];
  await client.query({ name: "add entry", text: insertEntry, values });
}

type Addressed = { recipient: string; recipientId: string; name: string; channel: string; address: string; place: number };

async function addNotice(
  client: pg.ClientBase,
  caseId: string,
  { kind, key, alarmId, sentence, step, to }: Notice,
  now: number,
): Promise<void> {
  const messages: readonly Addressed[] =
    typeof to !== "string" ? to : (await client.query<Addressed>(to === "supervisors" ? selectSupervisors : selectFallback)).rows;
  if (messages.length === 0) return reachedNoOne(client, caseId, { step, alarmId }, now);
  const column = (name: keyof Addressed): unknown[] => messages.map((message) => message[name]);
  await client.query(insertMessages, [
    ...[key, caseId, alarmId, kind, step ?? null, sentence, now],
    ...[column("recipient"), column("recipientId"), column("name"), column("channel"), column("address"), column("place")],
  ]);
}

/** A step of a ladder has no message at all, for example because no supervisor has an account: the next step runs at once. */
async function reachedNoOne(
  client: pg.ClientBase,
  caseId: string,
  { step, alarmId }: Pick<Notice, "step" | "alarmId">,
  now: number,
): Promise<void> {
  if (step === undefined) return;
  const { rowCount } = await client.query(runNextStep, [step, step.split("/")[0], now]);
  if (rowCount === 0) return;
  await client.query(lookAtCase, [caseId, now]);
  await addEntry(client, caseId, { event: "notified", text: noSupervisor, by: null, ...(alarmId === null ? {} : { alarmId }) }, now);
}
