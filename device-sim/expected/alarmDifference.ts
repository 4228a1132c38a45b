import { byTime, type ExpectedAlarm, type ExpectedAlarms } from "./expectedAlarms.ts";
import { listDifference } from "./listDifference.ts";

/**
 * What a person reads of the difference between the alarms expected and those that came: no line where there is none.
 * `-` was expected and did not come, `+` came unexpectedly, `~` came otherwise. An alarm stands for the expected one of
 * the same rule and home whose time is nearest; of its timeline the lines stand there that one of the two lacks.
 */
export function differenceLines(expected: ExpectedAlarms, came: ExpectedAlarms, timezone: string): string[] {
  const left = came.alarms.toSorted(byTime);
  const missing: ExpectedAlarm[] = [];
  const lines: { at: string; text: string[] }[] = [];
  const wanted = expected.alarms.toSorted(byTime);
  // What is exactly as expected goes first, so that nothing else takes its place.
  const others = wanted.filter((alarm) => !take(left, (one) => JSON.stringify(one) === JSON.stringify(alarm)));
  const sameSecond = others.map((alarm) => ({
    alarm,
    one: take(left, (one) => isSameKind(one, alarm) && one.raisedAt === alarm.raisedAt),
  }));
  for (const { alarm, one = takeNearest(left, alarm) } of sameSecond) {
    if (one === undefined) missing.push(alarm);
    else lines.push({ at: alarm.raisedAt, text: [`~ ${title(alarm, timezone)}`, ...otherwise(alarm, one, timezone)] });
  }
  for (const alarm of missing) lines.push({ at: alarm.raisedAt, text: [`- ${title(alarm, timezone)}: did not come`] });
  for (const alarm of left) lines.push({ at: alarm.raisedAt, text: [`+ ${title(alarm, timezone)}: was not expected`] });
  return lines.sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).flatMap(({ text }) => text);
}

function take(from: ExpectedAlarm[], wanted: (alarm: ExpectedAlarm) => boolean): ExpectedAlarm | undefined {
  const place = from.findIndex(wanted);
  return place < 0 ? undefined : from.splice(place, 1)[0];
}

/** Further apart than this they are two alarms, not one that came late. */
const oneAlarmMs = 12 * 3_600_000;

function takeNearest(from: ExpectedAlarm[], alarm: ExpectedAlarm): ExpectedAlarm | undefined {
  const apart = (one: ExpectedAlarm) => Math.abs(Date.parse(one.raisedAt) - Date.parse(alarm.raisedAt));
  const near = from.filter((one) => isSameKind(one, alarm) && apart(one) <= oneAlarmMs).sort((a, b) => apart(a) - apart(b));
  return near[0] === undefined ? undefined : take(from, (one) => one === near[0]);
}

const isSameKind = (a: ExpectedAlarm, b: ExpectedAlarm): boolean => a.rule === b.rule && a.home === b.home;

function otherwise(alarm: ExpectedAlarm, came: ExpectedAlarm, timezone: string): string[] {
  const lines: string[] = [];
  const apartSeconds = (Date.parse(came.raisedAt) - Date.parse(alarm.raisedAt)) / 1000;
  if (apartSeconds !== 0)
    lines.push(`    came ${Math.abs(apartSeconds)} s ${apartSeconds > 0 ? "later" : "earlier"}, at ${local(came.raisedAt, timezone)}`);
  if (came.priority !== alarm.priority) lines.push(`    is ${came.priority}, expected ${alarm.priority}`);
  if (came.technical !== alarm.technical) lines.push(`    is ${came.technical ? "" : "not "}technical, expected otherwise`);
  const said = ({ timeline }: ExpectedAlarm) => timeline.map((line) => `${local(line.at, timezone)} ${line.event} "${line.text}"`);
  return [...lines, ...listDifference(said(alarm), said(came)).map((line) => `    timeline ${line}`)];
}

const title = (alarm: ExpectedAlarm, timezone: string): string =>
  `${local(alarm.raisedAt, timezone)}  ${alarm.home}: ${alarm.rule} (${alarm.priority}) ${alarm.timeline[0]?.text ?? ""}`.trim();

/** "2011-06-20 02:30:00" by the home's wall clock. */
const local = (instant: string, zone: string): string =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: "second" }).replace("T", " ");
