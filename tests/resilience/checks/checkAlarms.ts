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

/** A device that reports too often may be on the technical list. The comparisons do not check when. */
export const unchecked = "/deviceHealth/";

/** The homes of gateways are compared by `checkBridges`. */
const homeOf = (key: string): string => key.split("/")[0] ?? "";

const isRing = ({ event }: Pick<TimelineRow, "event">): boolean => ["raised", "rangAgain", "priorityRaised"].includes(event);

/**
 * Each trigger has one entry, in one alarm's timeline. Each due timer fired once. Each entry has a trigger. Throws Difference that names
 * the first for which this is false.
 */
export function checkAlarms(stored: Stored, until: number): AlarmsFound {
  const readings = Map.groupBy(stored.readings, (reading) => reading.deviceId);
  const expected = stored.devices.flatMap((device) => expectedOf(device, readings.get(device.id) ?? [], stored.gaps, until));
  const homes = new Set(stored.devices.map(({ homeId }) => homeId));
  const lines = stored.timeline.filter(({ cause, key }) => cause !== null && !key.includes(unchecked) && homes.has(homeOf(key)));
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

/**
 * Each key has at most one open alarm, each timeline has each ring once, and a closed alarm stays closed and does not ring. An alarm is closed
 * by a line about it, or about its whole case.
 */
export function checkTimelines(stored: Stored, answered: Answered): void {
  const linesOf = Map.groupBy(stored.lines, ({ caseId }) => caseId);
  const open = new Set<string>();
  for (const alarm of stored.alarms) {
    const timeline = (linesOf.get(alarm.caseId) ?? []).filter(({ alarmId }) => alarmId === null || alarmId === alarm.id);
    const own = timeline.filter(({ alarmId }) => alarmId === alarm.id);
    const raised = timeline.findIndex((line) => line.event === "raised" && line.alarmId === alarm.id);
    const raises = own.filter(({ event }) => event === "raised").length;
    if (alarm.state === "open" && open.has(alarm.key)) differs(`two alarms of ${alarm.key} are open`);
    if (alarm.state === "open") open.add(alarm.key);
    if (raises !== 1 || own[0]?.event !== "raised") differs(`alarm ${alarm.id} was raised ${raises} times`);
    const rings = own.filter(isRing).length;
    if (alarm.rings !== rings) differs(`alarm ${alarm.id} has ${alarm.rings} rings, but its timeline has ${rings}`);
    const closes = timeline.slice(raised).filter(({ event }) => event === "closed");
    const ownCloses = closes.filter(({ alarmId }) => alarmId !== null).length;
    if (ownCloses > 1) differs(`alarm ${alarm.id} was closed more than once`);
    if (closes.length > 0 !== (alarm.state === "closed"))
      differs(`alarm ${alarm.id} is ${alarm.state}, but its timeline says the opposite`);
    const closedAt = timeline.findIndex((line, place) => place > raised && line.event === "closed");
    if (closedAt >= 0 && timeline.slice(closedAt).some((line) => line.alarmId === alarm.id && isRing(line)))
      differs(`alarm ${alarm.id} rang after it was closed`);
    if (answered.closed.has(alarm.id) && alarm.state !== "closed") differs(`the confirmed close of alarm ${alarm.id} is lost`);
  }
}
