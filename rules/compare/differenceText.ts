import { outcomeLabel } from "#domain/alarm.ts";
import { type AlarmDifference, lostGenuineAlarms, type PlanDifference, unheardNightsText } from "#domain/planDifference.ts";
import { wallClock } from "#domain/time/wallClock.ts";
import { durationText } from "../timeText.ts";

/** What a supervisor reads first: how often the carer would have been woken, and then what is the matter with genuine alarms. */
export function differenceText(
  difference: Omit<PlanDifference, "summary" | "words">,
  last: boolean,
): Pick<PlanDifference, "summary" | "words"> {
  const { alarms, timezone, woken } = difference;
  const summary = `${nightsText(difference, last)} this plan would have woken the carer ${times(woken.after)}; the present one ${times(woken.before)}.`;
  const unheard = unheardNightsText(difference);
  const heard = unheard === null ? [] : [unheard];
  const lost = lostGenuineAlarms(difference).map((rang) => lossText(rang, timezone));
  const worse = alarms.flatMap((one) => lateText(one, timezone));
  return { summary, words: [summary, ...heard, ...lost, ...worse].join(" ") };
}

const times = (count: number): string => (count === 1 ? "once" : `${count} times`);

function nightsText({ nights }: Pick<PlanDifference, "nights">, last: boolean): string {
  if (last) return nights.length === 1 ? "In the last night" : `In the last ${nights.length} nights`;
  const first = dateText(nights[0] ?? "");
  return nights.length === 1 ? `In the night of ${first}` : `In the ${nights.length} nights from ${first}`;
}

/** One alarm, however often it rang. */
function lossText([one, ...later]: [AlarmDifference, ...AlarmDifference[]], timezone: string): string {
  if (one.recordedOnly) return `Neither plan raises ${alarmText(one, timezone)}.`;
  const rang = later.map((ring) => whenText(ring, timezone));
  const also = rang.length === 0 ? "" : `, and what rang in the same alarm: ${rang.join(", ")}`;
  return `It would lose ${alarmText(one, timezone)}${also}.`;
}

/** A genuine alarm that comes later, or not so strongly, is not lost, and is not as good as it was. */
function lateText(one: AlarmDifference, timezone: string): string[] {
  const { change, before, after, genuine, technical } = one;
  if (!genuine || technical || before === null || after === null) return [];
  if (change === "lower") return [`It would make ${alarmText(one, timezone)} lower: ${after.priority}, not ${before.priority}.`];
  const laterMs = Date.parse(after.at) - Date.parse(before.at);
  return laterMs > 0 ? [`It would raise ${alarmText(one, timezone)} ${durationText(laterMs)} later.`] : [];
}

/** "the alarm of 02:31 in the night of 21 November 2026, closed as genuine (“Left bed 02:11 …”)" */
function alarmText(one: AlarmDifference, timezone: string): string {
  const { before, after, outcome } = one;
  const closed = outcome === null ? "" : `, closed as “${outcomeLabel(outcome)}”`;
  return `the alarm of ${whenText(one, timezone)}${closed} (${(before ?? after)?.sentence ?? ""})`;
}

const whenText = ({ before, after, night }: AlarmDifference, timezone: string): string =>
  `${wallClock(Date.parse((before ?? after)?.at ?? ""), timezone)} in the night of ${dateText(night)}`;

const dateText = (date: string): string =>
  Temporal.PlainDate.from(date).toLocaleString("en-GB", { day: "numeric", month: "long", year: "numeric" });
