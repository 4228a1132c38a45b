import type { Answered } from "../traffic/operator.ts";
import { differs } from "./difference.ts";
import { type Expected, expectedOf } from "./expectedTimeline.ts";
import type { Stored, TimelineRow } from "./stored.ts";

/** A timer that fired, and how many ms after its due time the alarm was in the database; null where it rang in an alarm that was open. */
export interface FiredTimer {
  dueAt: number;
  lateMs: number | null;
}

export interface AlarmsFound {
  counts: Record<Expected["what"], number>;
  timers: FiredTimer[];
}

/** A press that overtakes other readings in the queue moves the home's clock: a wait may begin a little after the stored arrival time. */
const nearMs = 3_000;

/** A device that reports too often may be on the technical list. `checkAlarms` does not check when. */
const unchecked = "/deviceHealth/";

const isRing = ({ event }: TimelineRow): boolean => event === "raised" || event === "rangAgain";

/**
 * Each trigger has one entry, in one alarm's timeline. Each due timer fired once. Each entry has a trigger. Throws Difference that names
 * the first for which this is false.
 */
export function checkAlarms(stored: Stored, until: number): AlarmsFound {
  const readings = Map.groupBy(stored.readings, (reading) => reading.deviceId);
  const expected = stored.devices.flatMap((device) => expectedOf(device, readings.get(device.id) ?? [], stored.gaps, until));
  const lines = stored.timeline.filter((line) => line.cause !== null && !line.key.includes(unchecked));
  const unexplained = new Map(lines.map((line) => [line.cause ?? "", line]));
  const recordedAt = new Map(stored.alarms.map((alarm) => [alarm.id, alarm.recordedAt]));
  const timersOf = Map.groupBy(
    lines.filter(({ dueAt }) => dueAt !== null),
    (line) => line.key,
  );
  const counts: AlarmsFound["counts"] = { press: 0, fall: 0, suspectedFall: 0, left: 0, late: 0, silence: 0, note: 0 };
  const timers: FiredTimer[] = [];

  for (const one of expected) {
    const { by } = one;
    const line =
      "happened" in by
        ? unexplained.get(`${one.key}/${by.happened}/0`)
        : "call" in by
          ? [...unexplained].find(([cause]) => cause.startsWith(`${one.key}/${by.call}`))?.[1]
          : timersOf.get(one.key)?.find((fired) => Math.abs((fired.dueAt ?? 0) - by.dueAt) < nearMs && unexplained.has(fired.cause ?? ""));
    if (line === undefined && one.isOptional) continue;
    if (line === undefined || line.key !== one.key) differs(`no alarm has an entry for ${one.trigger}`);
    if (isRing(line) !== (one.what !== "note")) differs(`${one.trigger} is in the timeline as "${line.event}"`);
    unexplained.delete(line.cause ?? "");
    counts[one.what] += 1;
    if ("dueAt" in by)
      timers.push({ dueAt: by.dueAt, lateMs: line.event === "raised" ? (recordedAt.get(line.alarmId) ?? 0) - by.dueAt : null });
  }
  const [stray] = unexplained.values();
  if (stray !== undefined) differs(`alarm ${stray.alarmId} says "${stray.text}" (${stray.cause}) without a trigger`);
  return { counts, timers };
}

/** Each key has at most one open alarm, each timeline has each change once, and a closed alarm stays closed and does not ring. */
export function checkTimelines(stored: Stored, answered: Answered): void {
  const timelines = Map.groupBy(stored.timeline, (line) => line.alarmId);
  const open = new Set<string>();
  // A step of the server's clock may correct the times of an alarm, twice at most: another version without another line.
  const corrections = 2 * stored.steps.length;
  for (const alarm of stored.alarms) {
    const timeline = timelines.get(alarm.id) ?? [];
    const count = (event: string): number => timeline.filter((line) => line.event === event).length;
    if (alarm.state === "open" && open.has(alarm.key)) differs(`two alarms of ${alarm.key} are open`);
    if (alarm.state === "open") open.add(alarm.key);
    if (count("raised") !== 1 || timeline[0]?.event !== "raised") differs(`alarm ${alarm.id} was raised ${count("raised")} times`);
    if (alarm.rings !== timeline.filter(isRing).length)
      differs(`alarm ${alarm.id} has ${alarm.rings} rings, but its timeline has ${timeline.filter(isRing).length}`);
    if (alarm.version < timeline.length || alarm.version > timeline.length + corrections)
      differs(`alarm ${alarm.id} has version ${alarm.version} and ${timeline.length} lines`);
    if (count("claimed") > 1 || count("closed") > 1) differs(`alarm ${alarm.id} was claimed or closed more than once`);
    const closedAt = timeline.findIndex((line) => line.event === "closed");
    if (closedAt >= 0 !== (alarm.state === "closed")) differs(`alarm ${alarm.id} is ${alarm.state}, but its timeline says the opposite`);
    if (closedAt >= 0 && timeline.slice(closedAt).some(isRing)) differs(`alarm ${alarm.id} rang after it was closed`);
    if (answered.claimed.has(alarm.id) && alarm.heldBy === null) differs(`the confirmed claim of alarm ${alarm.id} is lost`);
    if (answered.closed.has(alarm.id) && alarm.state !== "closed") differs(`the confirmed close of alarm ${alarm.id} is lost`);
  }
}
