import type { Answered } from "../traffic/operator.ts";
import { differs } from "./difference.ts";
import { type Expected, expectedOf } from "./expectedStory.ts";
import type { TimelineRow, Truth } from "./truth.ts";

/** A timer's line with how late its alarm stood in the database, in ms; null where it rang in one already open. */
export interface FiredTimer {
  dueAt: number;
  lateMs: number | null;
}

export interface AlarmsFound {
  counts: Record<Expected["what"], number>;
  timers: FiredTimer[];
}

/** A press that overtakes in the queue moves the home's clock on: a wait may have begun a little after the receipt that is stored. */
const nearMs = 3_000;

/** A device that reports too often may be on the technical list. This verdict does not check when. */
const unjudged = "/deviceHealth/";

const isRing = ({ event }: TimelineRow): boolean => event === "raised" || event === "rangAgain";

/**
 * Each trigger stands in exactly one alarm's timeline, each due timer fired once, and nothing stands there without a
 * trigger. Throws Difference that names the first that does not.
 */
export function judgeAlarms(truth: Truth, until: number): AlarmsFound {
  const readings = Map.groupBy(truth.readings, (reading) => reading.deviceId);
  const expected = truth.devices.flatMap((device) => expectedOf(device, readings.get(device.id) ?? [], until));
  const lines = truth.timeline.filter((line) => line.cause !== null && !line.key.includes(unjudged));
  const unexplained = new Map(lines.map((line) => [line.cause ?? "", line]));
  const recordedAt = new Map(truth.alarms.map((alarm) => [alarm.id, alarm.recordedAt]));
  const timersOf = Map.groupBy(
    lines.filter((line) => dueOf(line) !== null),
    (line) => line.key,
  );
  const counts: AlarmsFound["counts"] = { press: 0, fall: 0, suspectedFall: 0, left: 0, late: 0, silence: 0, note: 0 };
  const timers: FiredTimer[] = [];

  for (const one of expected) {
    const { by } = one;
    const line =
      "happened" in by
        ? unexplained.get(`${one.key}/${by.happened}/0`)
        : timersOf.get(one.key)?.find((fired) => Math.abs((dueOf(fired) ?? 0) - by.dueAt) < nearMs && unexplained.has(fired.cause ?? ""));
    if (line === undefined && one.mayBeSpared) continue;
    if (line === undefined || line.key !== one.key) differs(`no alarm tells of ${one.trigger}`);
    if (isRing(line) !== (one.what !== "note")) differs(`${one.trigger} is in the timeline as "${line.event}"`);
    unexplained.delete(line.cause ?? "");
    counts[one.what] += 1;
    if ("dueAt" in by)
      timers.push({ dueAt: by.dueAt, lateMs: line.event === "raised" ? (recordedAt.get(line.alarmId) ?? 0) - by.dueAt : null });
  }
  const [stray] = unexplained.values();
  if (stray !== undefined) differs(`alarm ${stray.alarmId} says "${stray.text}" (${stray.cause}) and nothing brought it about`);
  return { counts, timers };
}

/** At most one open alarm a key; each timeline tells each change once; what was closed stays closed and rings no more. */
export function judgeStories(truth: Truth, answered: Answered): void {
  const timelines = Map.groupBy(truth.timeline, (line) => line.alarmId);
  const open = new Set<string>();
  for (const alarm of truth.alarms) {
    const timeline = timelines.get(alarm.id) ?? [];
    const count = (event: string): number => timeline.filter((line) => line.event === event).length;
    if (alarm.state === "open" && open.has(alarm.key)) differs(`two alarms of ${alarm.key} are open`);
    if (alarm.state === "open") open.add(alarm.key);
    if (count("raised") !== 1 || timeline[0]?.event !== "raised") differs(`alarm ${alarm.id} was raised ${count("raised")} times`);
    if (alarm.rings !== timeline.filter(isRing).length)
      differs(`alarm ${alarm.id} rang ${alarm.rings} times and its timeline tells otherwise`);
    if (alarm.version !== timeline.length) differs(`alarm ${alarm.id} has version ${alarm.version} and ${timeline.length} lines`);
    if (count("claimed") > 1 || count("closed") > 1) differs(`alarm ${alarm.id} was claimed or closed more than once`);
    const closedAt = timeline.findIndex((line) => line.event === "closed");
    if (closedAt >= 0 !== (alarm.state === "closed")) differs(`alarm ${alarm.id} is ${alarm.state} and its timeline tells otherwise`);
    if (closedAt >= 0 && timeline.slice(closedAt).some(isRing)) differs(`alarm ${alarm.id} rang after it was closed`);
    if (answered.claimed.has(alarm.id) && alarm.heldBy === null) differs(`the confirmed claim of alarm ${alarm.id} is lost`);
    if (answered.closed.has(alarm.id) && alarm.state !== "closed") differs(`the confirmed close of alarm ${alarm.id} is lost`);
  }
}

/** When the line's timer was due, epoch ms, or null where a reading brought it about. */
function dueOf({ cause }: TimelineRow): number | null {
  const due = /\/timer\/(\d+)\/\d+$/.exec(cause ?? "")?.[1];
  return due === undefined ? null : Number(due);
}
