import { z } from "zod";
import { absenceEnd, absencesAt } from "#domain/absence.ts";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import { inWindows, nextWindowChange, type PlanWindow } from "#domain/planWindow.ts";
import { type Life, lifeKinds, lifeSettings, noLife, ofDevicesThere, seeLife, seesIndoors } from "./life.ts";
import { momentText } from "./momentText.ts";
import { happenedText } from "./readingClock.ts";
import { defineRule, type RuleContext, type Standing } from "./rule.ts";

const episode = "home";
const hourMs = 3_600_000;

const settings = z.strictObject({
  hours: z.number().min(1).max(72).default(12).meta({ title: "How long without a sign of life", unit: "h" }),
  ...lifeSettings(),
  windows: z.array(z.string()).default(["night"]).meta({ title: "Windows that are night, when time does not count" }),
});
type Settings = z.infer<typeof settings>;

interface Quiet {
  life: Life;
  /** Time counts from here where life was not seen since; null until something has spoken that sees people by day. */
  from: number | null;
  /** When to look whether it has been long enough: never later than that, mostly earlier, for life only puts it off. */
  lookAt: number | null;
  rang: boolean;
}

const beginning: Quiet = { life: noLife, from: null, lookAt: null, rang: false };

/**
 * No life for so many hours of day. Time in the windows of night, in bed and in absences does not count. Movement is heard
 * all day long and costs next to nothing: what counts is worked out only when the least time is over.
 */
export const inactivity = defineRule<Quiet, Settings>({
  name: "inactivity",
  version: 1,
  title: "No sign of life",
  explains: "Nothing in the home shows life for many hours of day; the night, time in bed and absences do not count.",
  settings,
  reads: lifeKinds,
  order: "happening",
  needs: [{ kinds: ["motion", "chair", "door"], words: "a movement or chair sensor, or one on an inside door" }],
  start(context, state = beginning) {
    const life = ofDevicesThere(state.life, context.home);
    // A bed that is gone holds nobody: time counts from now.
    const from = life.inBed.length < state.life.inBed.length ? context.now : state.from;
    const lookAt = earlier(state.lookAt, { life, from, rang: state.rang }, context);
    return standing(state, life, from, lookAt, state.rang);
  },
  onReading(state, reading, { home, settings }) {
    const { time } = reading;
    const life = seeLife(state.life, reading, settings);
    const from = state.from ?? (seesIndoors(reading, home) ? time : null);
    if (life === state.life && from === state.from) return { state, wakeAt: state.lookAt, decisions: [] };
    const alive = life.seenAt !== state.life.seenAt;
    const rang = state.rang && !alive;
    const waits = from !== null && !rang && life.inBed.length === 0;
    const lookAt = waits ? (state.lookAt ?? time + settings.hours * hourMs) : null;
    const text = (): string => `Sign of life ${happenedText(reading, home)}: ${deviceLabel(home.devices.get(reading.deviceId))}`;
    // A state built from two days' readings does not know what rang before them.
    const ends = alive && (state.rang || state.life.seenAt === null);
    return {
      ...standing(state, life, from, lookAt, rang),
      decisions: ends ? [{ do: "tell", episode, text: text(), ends: true }] : [],
    };
  },
  onTimer(state, dueAt, context) {
    const { life, from } = state;
    const longEnoughAt = context.leaving ? null : dueSince(state, context);
    if (longEnoughAt === null || longEnoughAt > dueAt) return { ...standing(state, life, from, longEnoughAt, state.rang), decisions: [] };
    const { home, settings } = context;
    const last =
      life.seenAt === null
        ? `none since ${momentText(from ?? dueAt, dueAt, home.timezone)}`
        : `last ${momentText(life.seenAt, dueAt, home.timezone)}: ${deviceLabel(life.seenBy === null ? undefined : home.devices.get(life.seenBy))}`;
    const sentence = `No sign of life for ${settings.hours} h of day, ${last}`;
    return {
      ...standing(state, life, from, null, true),
      decisions: [{ do: "raise", episode, strength: "urgent", sentence, deviceId: null }],
    };
  },
  running: ({ rang }) => rang,
});

function standing(before: Quiet, life: Life, from: number | null, lookAt: number | null, rang: boolean): Standing<Quiet> {
  const same = life === before.life && from === before.from && lookAt === before.lookAt && rang === before.rang;
  return { state: same ? before : { life, from, lookAt, rang }, wakeAt: lookAt };
}

/** When to look after a change of settings or absences: as before, unless that were too late now. */
function earlier(lookAt: number | null, state: Omit<Quiet, "lookAt">, context: RuleContext<Settings>): number | null {
  if (!counts(state)) return null;
  if (lookAt !== null && lookAt <= countsFrom(state) + context.settings.hours * hourMs) return lookAt;
  const dueAt = dueSince(state, context);
  return lookAt !== null && dueAt !== null && lookAt <= dueAt ? lookAt : dueAt;
}

const counts = ({ life, from, rang }: Omit<Quiet, "lookAt">): boolean => from !== null && !rang && life.inBed.length === 0;
const countsFrom = ({ life, from }: Omit<Quiet, "lookAt">): number => Math.max(from ?? 0, life.seenAt ?? 0);

function dueSince(state: Omit<Quiet, "lookAt">, { home, settings, windows }: RuleContext<Settings>): number | null {
  return counts(state) ? afterHoursOfDay(countsFrom(state), settings.hours * hourMs, windows, home) : null;
}

/** When so much time has passed since an instant, without the windows and the home's absences; null for never. */
function afterHoursOfDay(since: number, length: number, windows: readonly PlanWindow[], home: HomeFacts): number | null {
  let left = length;
  let at = since;
  for (;;) {
    const absence = absencesAt(home, at)[0];
    if (absence !== undefined) {
      at = absenceEnd(absence);
      continue;
    }
    let until = nextWindowChange(windows, at, home.timezone) ?? Number.POSITIVE_INFINITY;
    if (inWindows(windows, at, home.timezone)) {
      if (until === Number.POSITIVE_INFINITY) return null;
      at = until;
      continue;
    }
    for (const { startsAt } of home.absences) if (startsAt > at && startsAt < until) until = startsAt;
    if (until - at >= left) return at + left;
    left -= until - at;
    at = until;
  }
}
