import { z } from "zod";
import type { Decision } from "#domain/decision.ts";
import type { HomeFacts } from "#domain/home.ts";
import { instantOf, wallDate, wallTime } from "#domain/time/wallClock.ts";
import { earliestTime } from "../perDevice.ts";
import { defineRule } from "../rule.ts";

const settings = z.strictObject({
  hour: wallTime.default("09:00").meta({ title: "When staff are told" }),
});

/** What staff were told. */
interface Told {
  /** To be unreadable in the plan; null where it was whole. */
  unread: string | null;
  /** Of the plan's dates, those that came, so that a plan changed on such a day tells of it once. */
  dates: readonly string[];
}

const none: readonly never[] = [];
const nothing: Told = { unread: null, dates: none };

/**
 * On the day of a plan's review, and on the day after its last, staff are told, at once where that day's hour is past; at once too of what
 * was stored of a plan and can no longer be read, for so long it stands on the technical list. All else to remember is the plan.
 */
export const planReview = defineRule<Told, z.infer<typeof settings>>({
  name: "planReview",
  version: 2,
  title: "Plan to be reviewed",
  explains:
    "Tells staff on the plan's review date, on the day after its end, when only life-safety and device rules guard, and at once where a part of it can no longer be read.",
  settings,
  reads: [],
  timeBase: "arrivalTime",
  housekeeping: true,
  needs: [],
  start({ home, settings, now }, before = nothing) {
    const dates = before.dates.filter((told) => datesOf(home, settings.hour).some(({ name }) => name === told));
    const state = dates.length === before.dates.length ? before : { ...before, dates };
    // Not in the same moment: what a home's very first moment brings about is told to nobody.
    return { state, wakeAt: unreadText(home) === state.unread ? wakeAt(state, now, home, settings.hour) : now + 1 };
  },
  onReading: () => null,
  onTimer(told, dueAt, { home, settings }) {
    const due = untold(told, home, settings.hour).filter(({ at }) => at <= dueAt && isSameDay(at, dueAt, home));
    const decisions = due.map(({ episode, sentence }): Decision => ({ do: "raise", episode, priority: "info", sentence, deviceId: null }));
    const unread = unreadText(home);
    if (unread !== told.unread) decisions.push(...unreadDecisions(told.unread, unread));
    const state = { unread, dates: due.length === 0 ? told.dates : told.dates.concat(due.map(({ name }) => name)) };
    return { state, wakeAt: wakeAt(state, dueAt, home, settings.hour), decisions };
  },
});

const unreadEpisode = "unread";

function unreadDecisions(told: string | null, unread: string | null): Decision[] {
  const decisions: Decision[] = [];
  if (told !== null) {
    const text = unread === null ? "The plan can be read as a whole" : "Another part of the plan cannot be read";
    decisions.push({ do: "addNote", episode: unreadEpisode, text, endsEpisode: true });
  }
  if (unread !== null)
    decisions.push({ do: "raise", technical: true, episode: unreadEpisode, priority: "info", sentence: unread, deviceId: null });
  return decisions;
}

const partsNamed = 3;

/** One sentence, or null where the plan is whole. */
function unreadText({ unreadableParts: unread = [] }: HomeFacts): string | null {
  if (unread.length === 0) return null;
  const named = unread.slice(0, partsNamed).map(({ path, message }) => `${path} (${message.split(";", 1)[0]?.slice(0, 120)})`);
  if (unread.length > partsNamed) named.push(`and ${unread.length - partsNamed} more`);
  const parts = unread.length === 1 ? "a part" : `${unread.length} parts`;
  return `Of this home's plan ${parts} cannot be read and ${unread.length === 1 ? "does" : "do"} not guard: ${named.join(", ")}`;
}

/** A date of the plan on which staff are told something, and when; `name` tells it from the same of another date. */
interface PlanDate {
  name: string;
  at: number;
  episode: string;
  sentence: string;
}

function datesOf({ plan, timezone }: HomeFacts, hour: string): readonly PlanDate[] {
  if (plan.review === null && plan.ends === null) return none;
  const dates: PlanDate[] = [];
  if (plan.review !== null) {
    const at = instantOf(Temporal.PlainDate.from(plan.review), hour, timezone);
    dates.push({ name: `review ${plan.review}`, at, episode: "review", sentence: `The plan "${plan.name}" is to be reviewed today` });
  }
  if (plan.ends !== null) {
    const at = instantOf(Temporal.PlainDate.from(plan.ends).add({ days: 1 }), hour, timezone);
    const sentence = `The plan "${plan.name}" ended yesterday: only life-safety and device rules guard this home from noon on`;
    dates.push({ name: `end ${plan.ends}`, at, episode: "end", sentence });
  }
  return dates;
}

const untold = ({ dates }: Told, home: HomeFacts, hour: string): readonly PlanDate[] =>
  datesOf(home, hour).filter(({ name }) => !dates.includes(name));

const isSameDay = (a: number, b: number, { timezone }: HomeFacts): boolean => wallDate(a, timezone) === wallDate(b, timezone);

const wakeAt = (told: Told, now: number, home: HomeFacts, hour: string): number | null =>
  earliestTime(untold(told, home, hour), ({ at }) => (at > now ? at : isSameDay(at, now, home) ? now + 1 : null));
