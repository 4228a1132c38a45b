import { z } from "zod";
import type { Decision } from "#domain/decision.ts";
import type { HomeFacts } from "#domain/home.ts";
import { instantOf, wallDate, wallTime } from "#domain/time/wallClock.ts";
import { earliestTime } from "../perDevice.ts";
import { defineRule } from "../rule.ts";

const settings = z.strictObject({
  hour: wallTime.default("09:00").meta({ title: "When staff are reminded" }),
});

/** What this rule raised already. */
interface ReviewState {
  /** The sentence about unreadable parts of the plan; null where there were none. */
  unread: string | null;
  /** The names of the dates that were raised, so that a plan that is changed on such a day raises each once. */
  dates: readonly string[];
}

const none: readonly never[] = [];
const nothing: ReviewState = { unread: null, dates: none };

/**
 * The dates of a plan, and parts of it that cannot be read any more.
 *
 * Raises, all with priority info: on the review date, and on the day after the last day, at `hour` (default 09:00: our choice, no
 * source), or at once if that hour has passed. At once and on the technical list, if the rules of today cannot read a part of the
 * stored plan. The technical alarm ends when the plan is readable again; a person closes the others.
 *
 * Example: a plan with review 2026-10-20 and last day 2026-11-22 raises at 09:00 on 20 October and at 09:00 on 23 November.
 */
export const planReview = defineRule<ReviewState, z.infer<typeof settings>>({
  name: "planReview",
  version: 2,
  title: "Plan to be reviewed",
  explains:
    "Reminds staff on the review date of the plan and on the day after its end, when only life-safety and device rules remain. Reports at once if a part of the plan cannot be read.",
  settings,
  reads: [],
  timeBase: "arrivalTime",
  housekeeping: true,
  needs: [],
  start({ home, settings, now }, before = nothing) {
    const dates = before.dates.filter((raised) => datesOf(home, settings.hour).some(({ name }) => name === raised));
    const state = dates.length === before.dates.length ? before : { ...before, dates };
    // One ms later: decisions of the very first step of a home are dropped.
    return { state, wakeAt: unreadableText(home) === state.unread ? wakeAt(state, now, home, settings.hour) : now + 1 };
  },
  onReading: () => null,
  onTimer(before, dueAt, { home, settings }) {
    const due = datesToRaise(before, home, settings.hour).filter(({ at }) => at <= dueAt && isSameDay(at, dueAt, home));
    const decisions = due.map(({ episode, sentence }): Decision => ({ do: "raise", episode, priority: "info", sentence, deviceId: null }));
    const unread = unreadableText(home);
    if (unread !== before.unread) decisions.push(...unreadableDecisions(before.unread, unread));
    const state = { unread, dates: due.length === 0 ? before.dates : before.dates.concat(due.map(({ name }) => name)) };
    return { state, wakeAt: wakeAt(state, dueAt, home, settings.hour), decisions };
  },
  afterServerStep(state, byMs, { home, settings, now }) {
    // A date that a step forward skips is raised all the same.
    const skipped = datesToRaise(state, home, settings.hour).filter(({ at }) => at > now - byMs && at <= now);
    return { state, wakeAt: earliestTime(skipped, ({ at }) => at) ?? wakeAt(state, now, home, settings.hour) };
  },
});

const unreadableEpisode = "unread";

function unreadableDecisions(before: string | null, unread: string | null): Decision[] {
  const decisions: Decision[] = [];
  if (before !== null) {
    const text = unread === null ? "All parts of the plan can be read again" : "The unreadable parts of the plan have changed";
    decisions.push({ do: "addNote", episode: unreadableEpisode, text, endsEpisode: true });
  }
  if (unread !== null)
    decisions.push({ do: "raise", technical: true, episode: unreadableEpisode, priority: "info", sentence: unread, deviceId: null });
  return decisions;
}

const partsNamed = 3;

/** One sentence, or null where the plan is whole. */
function unreadableText({ unreadableParts = [] }: HomeFacts): string | null {
  if (unreadableParts.length === 0) return null;
  const named = unreadableParts.slice(0, partsNamed).map(({ path, message }) => `${path} (${message.split(";", 1)[0]?.slice(0, 120)})`);
  if (unreadableParts.length > partsNamed) named.push(`and ${unreadableParts.length - partsNamed} more`);
  const parts = unreadableParts.length === 1 ? "1 part" : `${unreadableParts.length} parts`;
  return `${parts} of this home's plan cannot be read, so that the home is not guarded by ${unreadableParts.length === 1 ? "it" : "them"}: ${named.join(", ")}`;
}

/** A date of the plan that this rule raises. `name` holds the date, so that a review that is moved is another one. */
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
    dates.push({ name: `review ${plan.review}`, at, episode: "review", sentence: `Review the plan "${plan.name}" today` });
  }
  if (plan.ends !== null) {
    const at = instantOf(Temporal.PlainDate.from(plan.ends).add({ days: 1 }), hour, timezone);
    const sentence = `The plan "${plan.name}" ended yesterday: from noon only life-safety and device rules watch this home`;
    dates.push({ name: `end ${plan.ends}`, at, episode: "end", sentence });
  }
  return dates;
}

const datesToRaise = ({ dates }: ReviewState, home: HomeFacts, hour: string): readonly PlanDate[] =>
  datesOf(home, hour).filter(({ name }) => !dates.includes(name));

const isSameDay = (a: number, b: number, { timezone }: HomeFacts): boolean => wallDate(a, timezone) === wallDate(b, timezone);

const wakeAt = (state: ReviewState, now: number, home: HomeFacts, hour: string): number | null =>
  earliestTime(datesToRaise(state, home, hour), ({ at }) => (at > now ? at : isSameDay(at, now, home) ? now + 1 : null));
