import { z } from "zod";
import type { Decision } from "#domain/decision.ts";
import type { HomeFacts } from "#domain/home.ts";
import { instantOf, wallTime } from "#domain/wallClock.ts";
import { earliest } from "./perDevice.ts";
import { defineRule } from "./rule.ts";

const settings = z.strictObject({
  hour: wallTime.default("09:00").meta({ title: "When staff are told" }),
});

/** What staff were told to be unreadable in the plan; null where it was whole. */
type Told = string | null;

/**
 * On the day of a plan's review, and on the day after its last, staff are told; at once of what was stored of a plan and can no longer
 * be read, for so long it stands on the technical list. All else to remember is the plan.
 */
export const planReview = defineRule<Told, z.infer<typeof settings>>({
  name: "planReview",
  version: 1,
  title: "Plan to be reviewed",
  explains:
    "Tells staff on the plan's review date, on the day after its end, when only life-safety and device rules guard, and at once where a part of it can no longer be read.",
  settings,
  reads: [],
  order: "arrival",
  housekeeping: true,
  needs: [],
  start: ({ home, settings, now }, told = null) => ({
    state: told,
    // Not in the same moment: what a home's very first moment brings about is told to nobody.
    wakeAt: unreadText(home) === told ? nextAfter(now, home, settings.hour) : now + 1,
  }),
  onReading: () => null,
  onTimer(told, dueAt, { home, settings }) {
    const due = datesOf(home, settings.hour).filter(({ at }) => at === dueAt);
    const decisions = due.map(
      ({ episode, sentence }): Decision => ({ do: "raise", episode, strength: "notice", sentence, deviceId: null }),
    );
    const unread = unreadText(home);
    if (unread !== told) decisions.push(...unreadDecisions(told, unread));
    return { state: unread, wakeAt: nextAfter(dueAt, home, settings.hour), decisions };
  },
});

const unreadEpisode = "unread";

function unreadDecisions(told: Told, unread: Told): Decision[] {
  const decisions: Decision[] = [];
  if (told !== null) {
    const text = unread === null ? "The plan can be read as a whole" : "Another part of the plan cannot be read";
    decisions.push({ do: "tell", episode: unreadEpisode, text, ends: true });
  }
  if (unread !== null)
    decisions.push({ do: "raise", technical: true, episode: unreadEpisode, strength: "notice", sentence: unread, deviceId: null });
  return decisions;
}

const partsNamed = 3;

/** One sentence, or null where the plan is whole. */
function unreadText({ unread = [] }: HomeFacts): Told {
  if (unread.length === 0) return null;
  const named = unread.slice(0, partsNamed).map(({ path, message }) => `${path} (${message.split(";", 1)[0]?.slice(0, 120)})`);
  if (unread.length > partsNamed) named.push(`and ${unread.length - partsNamed} more`);
  const parts = unread.length === 1 ? "a part" : `${unread.length} parts`;
  return `Of this home's plan ${parts} cannot be read and ${unread.length === 1 ? "does" : "do"} not guard: ${named.join(", ")}`;
}

function datesOf({ plan, timezone }: HomeFacts, hour: string): { at: number; episode: string; sentence: string }[] {
  const dates = [];
  if (plan.review !== null) {
    const at = instantOf(Temporal.PlainDate.from(plan.review), hour, timezone);
    dates.push({ at, episode: "review", sentence: `The plan "${plan.name}" is to be reviewed today` });
  }
  if (plan.ends !== null) {
    const at = instantOf(Temporal.PlainDate.from(plan.ends).add({ days: 1 }), hour, timezone);
    const sentence = `The plan "${plan.name}" ended yesterday: only life-safety and device rules guard this home from noon on`;
    dates.push({ at, episode: "end", sentence });
  }
  return dates;
}

const nextAfter = (now: number, home: HomeFacts, hour: string): number | null =>
  home.plan.review === null && home.plan.ends === null ? null : earliest(datesOf(home, hour), ({ at }) => (at > now ? at : null));
