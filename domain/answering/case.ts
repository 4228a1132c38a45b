import { z } from "zod";
import { alarmView, author, priority, timelineEntry } from "../alarm.ts";
import { carerWord } from "../carers/carerCause.ts";
import { answeredMode } from "../home.ts";

export const caseStates = ["waiting", "claimed", "followUp", "closed"] as const;

/** Who should hear a case at this moment. `nobody`: it is in hand, or with the family. */
export const caseSounds = ["nobody", "holder", "offered", "operators", "supervisors", "everyone"] as const;

/** An alarm inside its case, whose timeline, home and holder are those of the case. */
export const caseAlarm = alarmView.omit({ homeId: true, homeName: true, mode: true, caseId: true, heldBy: true, timeline: true }).extend({
  /** Its button presses without end: more than six times a minute for three minutes. */
  stuck: z.boolean(),
  /** What a carer said it was. */
  carerSays: carerWord.nullable(),
});

/**
 * A case as staff see it: everything in one home that rings people, from the first ring until a member of staff closes it. A technical alarm is
 * a case by itself.
 *
 * `waiting → claimed → followUp → closed`; released, handed over, taken over and opened again in between.
 *
 * Example: in Mrs Baxter's home the bed exit rings at 02:10 and the front door at 02:16. One case, two alarms, `rings` 2, `centreSince` null
 * while her son is notified. He does not answer; at 02:16 the case is at the centre, Robin claims it, and both alarms are in Robin's hands.
 */
export const caseView = z.object({
  id: z.string(),
  /** Grows by one with each change: a screen that receives two views keeps the higher one. */
  version: z.number().int(),
  homeId: z.string(),
  homeName: z.string(),
  mode: answeredMode,
  technical: z.boolean(),
  state: z.enum(caseStates),
  /** The highest of its alarms. */
  priority,
  /** Of all its alarms: the number that a close names, so that no ring is closed unseen. */
  rings: z.number().int(),
  openedAt: z.iso.datetime(),
  /** Since when the case waits at the centre; null while it is with the family or in hand. */
  centreSince: z.iso.datetime().nullable(),
  /** When it first came to the centre; null where the family took it first. */
  calledAt: z.iso.datetime().nullable(),
  /** When a member of staff first took it. From `calledAt` to here is the answer time. */
  answeredAt: z.iso.datetime().nullable(),
  sounds: z.enum(caseSounds),
  heldBy: author.nullable(),
  /** An operator who has not accepted yet, and until when. */
  offeredTo: author.extend({ until: z.iso.datetime() }).nullable(),
  /** The holder was asked: do you still have this case? Or the follow-up is due. */
  askedAt: z.iso.datetime().nullable(),
  followUp: z.object({ dueAt: z.iso.datetime(), note: z.string() }).nullable(),
  /** The contact who said "I'm on it". */
  accepted: z.object({ name: z.string(), at: z.iso.datetime() }).nullable(),
  /** A contact should have been notified and was not: the operator must call. */
  familyUnreached: z.boolean(),
  alarms: z.array(caseAlarm),
  timeline: z.array(
    timelineEntry.extend({
      alarmId: z.string().nullable(),
      /** What was done, for an entry of the event `action`: see POST /cases/{id}/actions. */
      action: z.object({ action: z.string(), contact: z.number().int().optional(), result: z.string() }).nullable(),
    }),
  ),
  closedAt: z.iso.datetime().nullable(),
});
export type CaseView = z.infer<typeof caseView>;

/** The alarms of a case as views of their own: each with what concerns it or the whole case. */
export const alarmsOfCase = (one: CaseView): z.infer<typeof alarmView>[] =>
  one.alarms.map(({ stuck: _stuck, carerSays: _carerSays, ...alarm }) => ({
    ...alarm,
    homeId: one.homeId,
    homeName: one.homeName,
    mode: one.mode,
    caseId: one.id,
    heldBy: one.heldBy,
    timeline: one.timeline
      .filter(({ alarmId }) => alarmId === null || alarmId === alarm.id)
      .map(({ at, event, text, by }) => ({ at, event, text, by })),
  }));
