import { z } from "zod";
import type { Decision } from "#domain/decision.ts";
import type { HomeFacts } from "#domain/home.ts";
import { instantOf, wallTime } from "#domain/wallClock.ts";
import { earliest } from "./perDevice.ts";
import { defineRule } from "./rule.ts";

const settings = z.strictObject({
  hour: wallTime.default("09:00").meta({ title: "When staff are told" }),
});

/** On the day of a plan's review, and on the day after its last, staff are told. It has nothing to remember but the plan. */
export const planReview = defineRule<null, z.infer<typeof settings>>({
  name: "planReview",
  version: 1,
  title: "Plan to be reviewed",
  explains: "Tells staff on the plan's review date, and on the day after its end, when only life-safety and device rules guard.",
  settings,
  reads: [],
  order: "arrival",
  housekeeping: true,
  needs: [],
  start: ({ home, settings, now }) => ({ state: null, wakeAt: nextAfter(now, home, settings.hour) }),
  onReading: () => null,
  onTimer(state, dueAt, { home, settings }) {
    const due = datesOf(home, settings.hour).filter(({ at }) => at === dueAt);
    const decisions = due.map(
      ({ episode, sentence }): Decision => ({ do: "raise", episode, strength: "notice", sentence, deviceId: null }),
    );
    return { state, wakeAt: nextAfter(dueAt, home, settings.hour), decisions };
  },
});

function datesOf({ plan, timezone }: HomeFacts, hour: string): { at: number; episode: string; sentence: string }[] {
  const dates = [];
  if (plan.review !== null) {
    const at = instantOf(Temporal.PlainDate.from(plan.review), hour, timezone);
    dates.push({ at, episode: "review", sentence: `The plan "${plan.name}" is to be reviewed today` });
  }
  if (plan.ends !== null) {
    const at = instantOf(Temporal.PlainDate.from(plan.ends).add({ days: 1 }), hour, timezone);
    const sentence = `The plan "${plan.name}" ended yesterday: only life-safety and device rules guard this home now`;
    dates.push({ at, episode: "end", sentence });
  }
  return dates;
}

const nextAfter = (now: number, home: HomeFacts, hour: string): number | null =>
  home.plan.review === null && home.plan.ends === null ? null : earliest(datesOf(home, hour), ({ at }) => (at > now ? at : null));
