import { z } from "zod";
import { absenceEnd, absencesAt } from "#domain/absence.ts";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import { inWindows, nextWindowChange, type PlanWindow } from "#domain/time/planWindow.ts";
import { defineRule, type RuleContext } from "../rule.ts";
import { eventTimeText, momentText, notListeningText } from "../timeText.ts";
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
/** It rings again after this, because closing an alarm does not mean that the person was found. */
const againHours = 24;

/** A plan must leave at least this much of each 24 h outside the windows. With less, twelve hours would take days to pass. */
export const leastDayMinutes = 4 * 60;

const settings = z.strictObject({
  hours: z.number().min(1).max(72).default(12).meta({ title: "How long without a sign of life", unit: "h" }),
  ...signsOfLifeSettings(),
  windows: z.array(z.string()).default(["night"]).meta({ title: "Windows that count as night: their time does not count" }),
});
type Settings = z.infer<typeof settings>;

/** When it last rang (epoch ms), and how many movements end the episode, also after a change of plan. */
interface RaisedEpisode extends SignsOfLifeTerms {
  at: number;
}

/** Times in epoch ms. */
interface InactivityState extends SignsOfLife {
  /** Time counts from here, or from a later sign of life; null until an indoor sensor reported for the first time. */
  from: number | null;
  /** When to check whether the time is over; never later than that, and mostly earlier, because signs of life only delay the alarm. */
  lookAt: number | null;
  /** Null while no alarm of this rule waits for a sign of life. */
  rang: RaisedEpisode | null;
}

const firstState: InactivityState = { ...noSignsOfLife, from: null, lookAt: null, rang: null };
const none: readonly never[] = [];

/**
 * Watches all sensors that show people, and rings when there was no sign of life for 12 hours of daytime. The night (22:00 to 07:00),
 * time in bed and absences do not count. One stray movement is no sign of life; two within ten minutes are (see `SignsOfLife`). It rings
 * again after each further 24 hours outside absences, until a sign of life ends the episode.
 *
 * Movement is frequent, so a reading only notes the time. The exact calculation runs when the shortest possible time is over.
 *
 * Example: fridge door 20:00, then nothing. Two hours count before 22:00 and ten after 07:00, so it rings at 17:00: "No sign of life for
 * 12 h of daytime, last 2026-11-22 20:00: Fridge, Kitchen". Fridge door 20:31: "Sign of life 20:31: Fridge, Kitchen" ends the episode.
 */
export const inactivity = defineRule<InactivityState, Settings>({
  name: "inactivity",
  version: 2,
  title: "No sign of life",
  explains: "Rings when no sensor shows a sign of life for many hours. The night, time in bed and absences do not count.",
  settings,
  reads: signOfLifeKinds,
  timeBase: "eventTime",
  needs: [{ kinds: ["motion", "chair", "door"], fits: isIndoorSensor, words: "a motion, chair or inside door sensor" }],
  start(context, state = firstState) {
    const current = withoutRemovedDevices(state, context.home);
    // A removed bed no longer shows a person in it: time counts from now.
    const from = current.inBed.length < state.inBed.length ? context.now : state.from;
    const lookAt = nextLook({ ...current, from }, context);
    const isSame = current === state && from === state.from && lookAt === state.lookAt;
    return { state: isSame ? state : { ...current, from, lookAt }, wakeAt: lookAt };
  },
  onReading(before, reading, { home, settings }) {
    const { time } = reading;
    const seen = updateSignsOfLife(before, reading, before.rang ?? settings);
    const from = before.from ?? (isFromIndoorSensor(reading, home) ? time : null);
    if (seen === before && from === before.from) return null;
    const isSignOfLife = seen.seenAt !== before.seenAt;
    const rang = isSignOfLife ? null : before.rang;
    const lookBefore = rang === before.rang ? before.lookAt : null;
    const counts = from !== null && seen.inBed.length === 0;
    const lookAt = counts ? (lookBefore ?? time + settings.hours * hourMs) : null;
    const isSame = from === seen.from && rang === seen.rang && lookAt === seen.lookAt;
    const state = isSame ? seen : { ...seen, from, rang, lookAt };
    // A rebuilt state does not know what rang before its 48 hours, so its first sign of life ends the episode as well.
    const endsEpisode = isSignOfLife && (before.rang !== null || before.seenAt === null);
    if (!endsEpisode) return { state, wakeAt: lookAt, decisions: none };
    const text = `Sign of life ${eventTimeText(reading, home)}: ${deviceLabel(home.devices.get(reading.deviceId))}`;
    return { state, wakeAt: lookAt, decisions: [{ do: "addNote", episode, text, endsEpisode }] };
  },
  onTimer(state, dueAt, context) {
    const longEnoughAt = context.finishing ? null : dueTime(state, context);
    if (longEnoughAt === null || longEnoughAt > dueAt)
      return { state: { ...state, lookAt: longEnoughAt }, wakeAt: longEnoughAt, decisions: none };
    const { home, settings } = context;
    const what =
      state.rang === null ? `No sign of life for ${settings.hours} h of daytime` : `Still no sign of life, ${againHours} h later`;
    const sentence = `${what}, ${lastSignText(state, dueAt, home)}${notListeningText(countsSince(state), dueAt, home)}`;
    const lookAt = dueAt + againHours * hourMs;
    return {
      state: { ...state, lookAt, rang: { at: dueAt, ...signsOfLifeTerms(state.rang ?? settings) } },
      wakeAt: lookAt,
      decisions: [{ do: "raise", episode, priority: "urgent", sentence, deviceId: null }],
    };
  },
  restoreLongMemory(rebuilt, remembered, { now }) {
    const wasKnown = (at: number | null): at is number => at !== null && at <= now;
    const from = wasKnown(remembered.from) ? remembered.from : rebuilt.from;
    const seen = wasKnown(remembered.seenAt)
      ? {
          seenAt: remembered.seenAt,
          seenBy: remembered.seenBy,
          movedAt: wasKnown(remembered.movedAt) ? remembered.movedAt : null,
        }
      : {};
    const rang = wasKnown(remembered.seenAt) && wasKnown(remembered.rang?.at ?? null) ? remembered.rang : null;
    const state = { ...rebuilt, ...seen, from, rang };
    // Check at once: the time may be over already.
    const lookAt = isCounting(state) ? now + 1 : null;
    return { state: { ...state, lookAt }, wakeAt: lookAt };
  },
  afterServerStep(state, _byMs, context) {
    // The hours since the last sign of life count as night or day by the right clock.
    const lookAt = dueTime(state, context);
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

/** When to check after a change of settings or absences: as before, unless that is too late now. */
function nextLook(state: InactivityState, context: RuleContext<Settings>): number | null {
  const { lookAt } = state;
  if (!isCounting(state)) return null;
  if (state.rang === null && lookAt !== null && lookAt <= countsSince(state) + context.settings.hours * hourMs) return lookAt;
  const dueAt = dueTime(state, context);
  return lookAt !== null && dueAt !== null && lookAt <= dueAt ? lookAt : dueAt;
}

/** When it should ring; null for never. */
function dueTime(state: InactivityState, { home, settings, windows }: RuleContext<Settings>): number | null {
  if (!isCounting(state)) return null;
  if (state.rang !== null) return addCountedTime(state.rang.at, againHours * hourMs, [], home);
  return addCountedTime(countsSince(state), settings.hours * hourMs, windows, home);
}

/** When `length` ms have passed since an instant, not counting the windows and the home's absences; null if that never happens. */
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
