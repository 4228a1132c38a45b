import { z } from "zod";
import { absenceEnd, absencesAt } from "#domain/absence.ts";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import { inWindows, nextWindowChange, type PlanWindow } from "#domain/time/planWindow.ts";
import { defineRule, type RuleContext } from "../rule.ts";
import { eventTimeText, momentText } from "../timeText.ts";
import { isIndoorSensor } from "./sensorPlaces.ts";
import {
  isFromIndoorSensor,
  noSignsOfLife,
  type SignsOfLife,
  type SignsOfLifeTerms,
  signOfLifeKinds,
  signsOfLifeSettings,
  signsOfLifeTerms,
  updateSignsOfLife,
  withoutRemovedDevices,
} from "./signsOfLife.ts";

const episode = "home";
const hourMs = 3_600_000;
/** An alarm that somebody closed has found nobody yet. */
const againHours = 24;

/** So much of each 24 h at least must be day: twelve hours without life would else be found after days. */
export const leastDayMinutes = 4 * 60;

const settings = z.strictObject({
  hours: z.number().min(1).max(72).default(12).meta({ title: "How long without a sign of life", unit: "h" }),
  ...signsOfLifeSettings(),
  windows: z.array(z.string()).default(["night"]).meta({ title: "Windows that are night, when time does not count" }),
});
type Settings = z.infer<typeof settings>;

interface RaisedEpisode extends SignsOfLifeTerms {
  at: number;
}

interface InactivityState extends SignsOfLife {
  /** Time counts from here where life was not seen since; null until something has spoken that sees people about. */
  from: number | null;
  /** When to look whether it has been long enough: never later than that, mostly earlier, for life only puts it off. */
  lookAt: number | null;
  /** When it last rang for want of life since, and by which terms that ends, whatever the plan says by then; null for not. */
  rang: RaisedEpisode | null;
}

const beginning: InactivityState = { ...noSignsOfLife, from: null, lookAt: null, rang: null };
const none: readonly never[] = [];

/**
 * No life for so many hours of day, and then for each further day. Time in the windows of night, in bed and in absences does not
 * count; when it has rung, only that in absences does not. Movement is heard
 * all day long and costs next to nothing: what counts is worked out only when the least time is over.
 */
export const inactivity = defineRule<InactivityState, Settings>({
  name: "inactivity",
  version: 2,
  title: "No sign of life",
  explains: "Nothing in the home shows life for many hours of day; the night, time in bed and absences do not count.",
  settings,
  reads: signOfLifeKinds,
  timeBase: "eventTime",
  needs: [{ kinds: ["motion", "chair", "door"], fits: isIndoorSensor, words: "a sensor of movement, of a chair or of an inside door" }],
  start(context, state = beginning) {
    const there = withoutRemovedDevices(state, context.home);
    // A bed that is gone holds nobody: time counts from now.
    const from = there.inBed.length < state.inBed.length ? context.now : state.from;
    const lookAt = nextLook({ ...there, from }, context);
    const same = there === state && from === state.from && lookAt === state.lookAt;
    return { state: same ? state : { ...there, from, lookAt }, wakeAt: lookAt };
  },
  onReading(before, reading, { home, settings }) {
    const { time } = reading;
    const seen = updateSignsOfLife(before, reading, before.rang ?? settings);
    const from = before.from ?? (isFromIndoorSensor(reading, home) ? time : null);
    if (seen === before && from === before.from) return null;
    const alive = seen.seenAt !== before.seenAt;
    const rang = alive ? null : before.rang;
    const waits = from !== null && seen.inBed.length === 0;
    const goesOn = rang === before.rang ? before.lookAt : null;
    const lookAt = waits ? (goesOn ?? time + settings.hours * hourMs) : null;
    const same = from === seen.from && rang === seen.rang && lookAt === seen.lookAt;
    const state = same ? seen : { ...seen, from, rang, lookAt };
    // A state built from two days' readings does not know what rang before them.
    if (!alive || !(before.rang !== null || before.seenAt === null)) return { state, wakeAt: lookAt, decisions: none };
    const text = `Sign of life ${eventTimeText(reading, home)}: ${deviceLabel(home.devices.get(reading.deviceId))}`;
    return { state, wakeAt: lookAt, decisions: [{ do: "addNote", episode, text, endsEpisode: true }] };
  },
  onTimer(state, dueAt, context) {
    const longEnoughAt = context.finishing ? null : dueTime(state, context);
    if (longEnoughAt === null || longEnoughAt > dueAt)
      return { state: { ...state, lookAt: longEnoughAt }, wakeAt: longEnoughAt, decisions: none };
    const long =
      state.rang === null ? `No sign of life for ${context.settings.hours} h of day` : `Still no sign of life, ${againHours} h later`;
    const lookAt = dueAt + againHours * hourMs;
    return {
      state: { ...state, lookAt, rang: { at: dueAt, ...signsOfLifeTerms(state.rang ?? context.settings) } },
      wakeAt: lookAt,
      decisions: [
        { do: "raise", episode, priority: "urgent", sentence: `${long}, ${lastSignText(state, dueAt, context.home)}`, deviceId: null },
      ],
    };
  },
  restoreLongMemory(standing, known, { now }) {
    const was = (at: number | null): at is number => at !== null && at <= now;
    const from = was(known.from) ? known.from : standing.from;
    const seen = was(known.seenAt)
      ? { seenAt: known.seenAt, seenBy: known.seenBy, movedAt: was(known.movedAt) ? known.movedAt : null }
      : {};
    const rang = was(known.seenAt) && was(known.rang?.at ?? null) ? known.rang : null;
    const state = { ...standing, ...seen, from, rang };
    // Looked at once at the beginning.
    const lookAt = isCounting(state) ? now + 1 : null;
    return { state: { ...state, lookAt }, wakeAt: lookAt };
  },
  hasOpenEpisode: ({ rang }) => rang !== null,
});

function lastSignText({ seenAt, seenBy, from }: InactivityState, now: number, { devices, timezone }: HomeFacts): string {
  if (seenAt === null || seenBy === null) return `none since ${momentText(from ?? now, now, timezone)}`;
  return `last ${momentText(seenAt, now, timezone)}: ${deviceLabel(devices.get(seenBy))}`;
}

const isCounting = ({ inBed, from }: InactivityState): boolean => from !== null && inBed.length === 0;
const countsSince = ({ seenAt, from }: InactivityState): number => Math.max(from ?? 0, seenAt ?? 0);

/** When to look after a change of settings or absences: as before, unless that were too late now. */
function nextLook(state: InactivityState, context: RuleContext<Settings>): number | null {
  const { lookAt } = state;
  if (!isCounting(state)) return null;
  if (state.rang === null && lookAt !== null && lookAt <= countsSince(state) + context.settings.hours * hourMs) return lookAt;
  const dueAt = dueTime(state, context);
  return lookAt !== null && dueAt !== null && lookAt <= dueAt ? lookAt : dueAt;
}

function dueTime(state: InactivityState, { home, settings, windows }: RuleContext<Settings>): number | null {
  if (!isCounting(state)) return null;
  if (state.rang !== null) return addCountedTime(state.rang.at, againHours * hourMs, [], home);
  return addCountedTime(countsSince(state), settings.hours * hourMs, windows, home);
}

/** When so much time has passed since an instant, without the windows and the home's absences; null for never. */
function addCountedTime(since: number, length: number, windows: readonly PlanWindow[], home: HomeFacts): number | null {
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
