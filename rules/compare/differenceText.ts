import { outcomeLabel } from "#domain/alarm.ts";
import { causeWords } from "#domain/carers/carerCause.ts";
import { type AlarmDifference, lostGenuineAlarms, type PlanDifference, unheardNightsText } from "#domain/planDifference.ts";
import { wallClock } from "#domain/time/wallClock.ts";
import { durationText } from "../timeText.ts";

/**
 * The sentences that a supervisor reads about a proposed plan: how often it would have woken the carer, and each genuine alarm
 * that would be lost, come later or have a lower priority.
 *
 * Example: "In the last 14 nights the new plan would have woken the carer 3 times; the current plan 9 times. It would lose the alarm
 * of 02:20 in the night of 20 November 2026, closed as “Genuine: help was needed” (Left bed 02:00, not back after 20 min: Bed)."
 */
export function differenceText(
  difference: Omit<PlanDifference, "summary" | "words">,
  isNewest: boolean,
): Pick<PlanDifference, "summary" | "words"> {
  const { alarms, timezone, woken } = difference;
  const summary = `${nightsText(difference, isNewest)} the new plan would have woken the carer ${times(woken.after)}; the current plan ${times(woken.before)}.`;
  const unheard = unheardNightsText(difference);
  const nights = unheard === null ? [] : [unheard];
  const lost = lostGenuineAlarms(difference).map((rings) => lossText(rings, timezone));
  const worse = alarms.flatMap((one) => worseText(one, timezone));
  return { summary, words: [summary, ...nights, ...lost, ...worse].join(" ") };
}

const times = (count: number): string => (count === 1 ? "once" : `${count} times`);

function nightsText({ nights }: Pick<PlanDifference, "nights">, isNewest: boolean): string {
  if (isNewest) return nights.length === 1 ? "In the last night" : `In the last ${nights.length} nights`;
  const first = dateText(nights[0] ?? "");
  return nights.length === 1 ? `In the night of ${first}` : `In the ${nights.length} nights from ${first}`;
}

/** One sentence for one alarm, with all its lost rings. */
function lossText([one, ...later]: [AlarmDifference, ...AlarmDifference[]], timezone: string): string {
  if (one.recordedOnly) return `Neither plan raises ${alarmText(one, timezone)}.`;
  const rings = later.map((ring) => whenText(ring, timezone));
  const also = rings.length === 0 ? "" : `, with its further rings of ${rings.join(", ")}`;
  return `It would lose ${alarmText(one, timezone)}${also}.`;
}

/** A genuine alarm that would come later or with a lower priority. */
function worseText(one: AlarmDifference, timezone: string): string[] {
  const { change, before, after, genuine, technical } = one;
  if (!genuine || technical || before === null || after === null) return [];
  if (change === "lower") return [`It would lower ${alarmText(one, timezone)} from ${before.priority} to ${after.priority}.`];
  const laterMs = Date.parse(after.at) - Date.parse(before.at);
  return laterMs > 0 ? [`It would raise ${alarmText(one, timezone)} ${durationText(laterMs)} later.`] : [];
}

/** "the alarm of 02:31 in the night of 21 November 2026, closed as genuine (“Left bed 02:11 …”)" */
function alarmText(one: AlarmDifference, timezone: string): string {
  const { before, after, outcome, carerCause } = one;
  const said = carerCause === null ? "" : ` (the carer: ${causeWords[carerCause].toLowerCase()})`;
  const closed = outcome === null ? "" : `, closed as “${outcomeLabel(outcome)}”${said}`;
  return `the alarm of ${whenText(one, timezone)}${closed} (${(before ?? after)?.sentence ?? ""})`;
}

const whenText = ({ before, after, night }: AlarmDifference, timezone: string): string =>
  `${wallClock(Date.parse((before ?? after)?.at ?? ""), timezone)} in the night of ${dateText(night)}`;

const dateText = (date: string): string =>
  Temporal.PlainDate.from(date).toLocaleString("en-GB", { day: "numeric", month: "long", year: "numeric" });
