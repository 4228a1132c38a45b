import type { Injection } from "#device-sim/injections/injection.ts";
import { leavingMs } from "#device-sim/injections/leaveHome.ts";
import type { Priority } from "#domain/alarm.ts";
import type { Plan } from "#domain/plan.ts";
import { inWindows } from "#domain/time/planWindow.ts";
import { minuteOfDay, wallReading } from "#domain/time/wallClock.ts";
import { fall } from "#rules/calls/fall.ts";
import { catalogue } from "#rules/catalogue.ts";
import { ruleSetOf } from "#rules/engine/step/ruleSet.ts";
import { bedExit } from "#rules/living/bedExit.ts";
import { nightWandering } from "#rules/living/nightWandering.ts";
import type { Rule } from "#rules/rule.ts";

/** What a plan promises for an event: this rule rings at its limit, with at least this priority. */
export interface Promised {
  rule: string;
  priority: Priority;
  /** In words: "out of the door". */
  what: string;
  /** The limit is counted from this moment, epoch ms. */
  countedFrom: number;
  limitSeconds: number;
}

/** What the plan promises for an event at `at` (epoch ms); empty if no rule of the plan watches for the event at that time. */
export function promisedOf(name: Injection["name"], at: number, plan: Plan, timezone: string): Promised[] {
  if (name === "fall") return [{ rule: fall.name, priority: "critical", what: "fallen", countedFrom: at, limitSeconds: 0 }];
  if (name === "bed-no-return") {
    const active = ruleIn(bedExit, plan);
    if (active === null) return [];
    const limitSeconds = active.settings.exitMinutes * 60;
    return inWindows(active.windows, at, plan.timezone ?? timezone)
      ? [{ rule: bedExit.name, priority: "urgent", what: "not back in bed", countedFrom: at, limitSeconds }]
      : [];
  }
  const active = ruleIn(nightWandering, plan);
  const opens = at + leavingMs.doorOpens;
  const zone = plan.timezone ?? timezone;
  if (active === null || !inWindows(active.windows, opens, zone) || isMorning(opens, active.settings.morningFrom, zone)) return [];
  const limitSeconds = active.settings.leftHomeMinutes * 60;
  return [
    { rule: nightWandering.name, priority: "urgent", what: "at the door", countedFrom: opens, limitSeconds: 0 },
    { rule: nightWandering.name, priority: "critical", what: "not seen indoors", countedFrom: at + leavingMs.doorCloses, limitSeconds },
  ];
}

/** The settings and windows of a rule in the plan; null where the plan does not have the rule. */
function ruleIn<Settings>(rule: Pick<Rule<unknown, Settings>, "name" | "settings">, plan: Plan) {
  const active = ruleSetOf(catalogue, plan).all.find((one) => one.rule.name === rule.name);
  return active === undefined ? null : { settings: active.settings as Settings, windows: active.windows };
}

/** From that hour to noon people get up, and a door that opens is not wandering. */
function isMorning(at: number, morningFrom: string, timezone: string): boolean {
  const { minute } = wallReading(at, timezone);
  return minute >= minuteOfDay(morningFrom) && minute < 12 * 60;
}
