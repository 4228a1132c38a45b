import { byTime, type ExpectedAlarm, type ExpectedAlarms } from "./expectedAlarms.ts";
import { listDifference } from "./listDifference.ts";

/**
 * The differences between the expected and the actual alarms, a line each; no lines where there are none.
 * `-` expected but not raised, `+` raised but not expected, `~` raised with differences. An alarm is compared with the expected one of
 * the same rule and home whose time is nearest; of the timelines, only the lines that one side lacks are shown.
 *
 * Example: "~ 2011-06-20 02:30:00  Marsh: bedExit (urgent) …" and below it "    12 s later, at 2011-06-20 02:30:12".
 */
export function differenceLines(expected: ExpectedAlarms, actual: ExpectedAlarms, timezone: string): string[] {
  const left = actual.alarms.toSorted(byTime);
  const missing: ExpectedAlarm[] = [];
  const lines: { at: string; text: string[] }[] = [];
  const wanted = expected.alarms.toSorted(byTime);
  // Alarms that are exactly as expected are matched first, so that no other alarm is matched with their expectation.
  const others = wanted.filter((alarm) => !take(left, (one) => JSON.stringify(one) === JSON.stringify(alarm)));
  const sameSecond = others.map((alarm) => ({
    alarm,
    one: take(left, (one) => isSameKind(one, alarm) && one.raisedAt === alarm.raisedAt),
  }));
  for (const { alarm, one = takeNearest(left, alarm) } of sameSecond) {
    if (one === undefined) missing.push(alarm);
    else lines.push({ at: alarm.raisedAt, text: [`~ ${title(alarm, timezone)}`, ...changesOf(alarm, one, timezone)] });
  }
  for (const alarm of missing) lines.push({ at: alarm.raisedAt, text: [`- ${title(alarm, timezone)}: was not raised`] });
  for (const alarm of left) lines.push({ at: alarm.raisedAt, text: [`+ ${title(alarm, timezone)}: was not expected`] });
  return lines.sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).flatMap(({ text }) => text);
}

function take(from: ExpectedAlarm[], wanted: (alarm: ExpectedAlarm) => boolean): ExpectedAlarm | undefined {
  const place = from.findIndex(wanted);
  return place < 0 ? undefined : from.splice(place, 1)[0];
}

/** Two alarms further apart than this are different alarms, not one that is late. */
const oneAlarmMs = 12 * 3_600_000;

function takeNearest(from: ExpectedAlarm[], alarm: ExpectedAlarm): ExpectedAlarm | undefined {
  const apart = (one: ExpectedAlarm) => Math.abs(Date.parse(one.raisedAt) - Date.parse(alarm.raisedAt));
  const near = from.filter((one) => isSameKind(one, alarm) && apart(one) <= oneAlarmMs).sort((a, b) => apart(a) - apart(b));
  return near[0] === undefined ? undefined : take(from, (one) => one === near[0]);
}

const isSameKind = (a: ExpectedAlarm, b: ExpectedAlarm): boolean => a.rule === b.rule && a.home === b.home;

function changesOf(alarm: ExpectedAlarm, actual: ExpectedAlarm, timezone: string): string[] {
  const lines: string[] = [];
  const apartSeconds = (Date.parse(actual.raisedAt) - Date.parse(alarm.raisedAt)) / 1000;
  if (apartSeconds !== 0)
    lines.push(`    ${Math.abs(apartSeconds)} s ${apartSeconds > 0 ? "later" : "earlier"}, at ${local(actual.raisedAt, timezone)}`);
  if (actual.priority !== alarm.priority) lines.push(`    is ${actual.priority}, expected ${alarm.priority}`);
  if (actual.technical !== alarm.technical)
    lines.push(`    is ${actual.technical ? "" : "not "}technical, expected ${alarm.technical ? "" : "not "}technical`);
  const textOf = ({ timeline }: ExpectedAlarm) => timeline.map((line) => `${local(line.at, timezone)} ${line.event} "${line.text}"`);
  return [...lines, ...listDifference(textOf(alarm), textOf(actual)).map((line) => `    timeline ${line}`)];
}

const title = (alarm: ExpectedAlarm, timezone: string): string =>
  `${local(alarm.raisedAt, timezone)}  ${alarm.home}: ${alarm.rule} (${alarm.priority}) ${alarm.timeline[0]?.text ?? ""}`.trim();

/** "2011-06-20 02:30:00" by the home's wall clock. */
const local = (instant: string, zone: string): string =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: "second" }).replace("T", " ");
