import { z } from "zod";
import type { Decision } from "#domain/decision.ts";
import { deviceLabel } from "#domain/home.ts";
import type { Reading } from "#domain/reading.ts";
import { earliestTime } from "../perDevice.ts";
import { defineRule, type RuleContext } from "../rule.ts";
import { eventTimeText, momentText } from "../timeText.ts";
import { believedAfterMs } from "./belief/believedReturn.ts";
import { addPresence, type Presence, presencesAt } from "./belief/presence.ts";
import { nextRing, type RaisedEpisode, type Stillness, sentenceOf } from "./belief/stillness.ts";
import { isIndoorSensor } from "./sensorPlaces.ts";
import {
  bedsInUse,
  believeTaken,
  isFromIndoorSensor,
  nextBelievedAt,
  noSignsOfLife,
  signOfLifeKinds,
  signsOfLifeSettings,
  signsOfLifeTerms,
  updateSignsOfLife,
  withoutRemovedDevices,
} from "./signsOfLife.ts";

const episode = "home";
const hourMs = 3_600_000;

/** A plan must leave at least this much of each 24 h outside the windows. With less, twelve hours would take days to pass. */
export const leastDayMinutes = 4 * 60;

const settings = z.strictObject({
  hours: z.number().min(1).max(72).default(12).meta({ title: "How long without a sign of life", unit: "h" }),
  inBedHours: z
    .number()
    .min(1)
    .max(72)
    .default(14)
    .meta({ title: "How long in bed, without a break, counts as a sign of life", unit: "h" }),
  ...signsOfLifeSettings(),
  windows: z.array(z.string()).default(["night"]).meta({ title: "Windows that count as night: their time does not count" }),
});
type Settings = z.infer<typeof settings>;

/** Times in epoch ms. */
interface InactivityState extends Stillness {
  /** When to check whether the time is over; never later than that, and mostly earlier, because signs of life only delay the alarm. */
  lookAt: number | null;
}

const firstState: InactivityState = { ...noSignsOfLife, from: null, presences: [], lookAt: null, rang: null, inBedRang: null };
const none: readonly never[] = [];

/** A bed or chair that was taken in this minute is looked at when it is believed. */
const wakeAt = (state: InactivityState): number | null => earliestTime([state.lookAt, nextBelievedAt(state)], (at) => at);

/**
 * Watches all sensors that show people, and rings when there was no sign of life for 12 hours of daytime. The night (22:00 to 07:00) and
 * absences do not count. One stray movement is no sign of life; two within ten minutes are (see `SignsOfLife`). It rings
 * again after each further 24 hours outside absences, until a sign of life ends the episode.
 *
 * Time in bed does not count either, for 14 hours at most; then it rings "In bed for 14 h, or the sensor is stuck", and urgently after 21. The bed of a
 * person who lives alone and is seen elsewhere is not believed. A movement that lasts is presence and no new life: after the 12 hours it rings
 * "Living room says movement since 09:00; nothing else has changed", and urgently after 18. Both are advisory first.
 *
 * Movement is frequent, so a reading only notes the time. The exact calculation runs when the shortest possible time is over.
 *
 * Example: fridge door 20:00, then nothing. Two hours count before 22:00 and ten after 07:00, so it rings at 17:00: "No sign of life for
 * 12 h of daytime, last 2026-11-22 20:00: Fridge, Kitchen". Fridge door 20:31: "Sign of life 20:31: Fridge, Kitchen" ends the episode.
 */
export const inactivity = defineRule<InactivityState, Settings>({
  name: "inactivity",
  version: 3,
  title: "No sign of life",
  explains: "Rings when no sensor shows a sign of life for many hours. The night, time in bed up to a limit, and absences do not count.",
  settings,
  reads: [...signOfLifeKinds, "heartbeat"],
  readsStillness: true,
  timeBase: "eventTime",
  needs: [{ kinds: ["motion", "chair", "door"], fits: isIndoorSensor, words: "a motion, chair or inside door sensor" }],
  start(context, state = firstState) {
    const current = withoutRemovedDevices(state, context.home);
    const presences = current.presences.every(({ deviceId }) => context.home.devices.has(deviceId))
      ? current.presences
      : current.presences.filter(({ deviceId }) => context.home.devices.has(deviceId));
    // A removed bed no longer shows a person in it: time counts from now.
    const from = bedsInUse(current).length < bedsInUse(state).length ? context.now : state.from;
    const next = { ...current, presences, from };
    const lookAt = nextLook(next, context);
    const isSame = current === state && presences === state.presences && from === state.from && lookAt === state.lookAt;
    const after = isSame ? state : { ...next, lookAt };
    return { state: after, wakeAt: wakeAt(after) };
  },
  onReading(before, reading, context) {
    const { home, settings } = context;
    const { presences, isMovement, noLifeSince } = addPresence(before.presences, reading, home);
    const isRepeat = reading.value.kind === "motion" && !isMovement;
    const terms = before.rang ?? settings;
    let seen = isRepeat ? believeTaken(before, reading.time) : updateSignsOfLife(before, reading, terms, home);
    if (noLifeSince !== null && seen.seenBy === reading.deviceId && (seen.seenAt ?? 0) > noLifeSince)
      seen = { ...seen, seenAt: noLifeSince };
    if (presences !== before.presences) seen = { ...seen, presences };
    const from = before.from ?? (isFromIndoorSensor(reading, home) ? reading.time : null);
    if (seen === before && from === before.from) return null;
    return afterSeen(before, { ...seen, from }, context, reading);
  },
  onTimer(before, dueAt, context) {
    const seen = believeTaken(before, dueAt);
    if (seen !== before) {
      const step = afterSeen(before, seen, context, null);
      // What is due now as well is due a moment later.
      const lookAt = step.state.lookAt === null ? null : Math.max(step.state.lookAt, dueAt + 1);
      const state = { ...step.state, lookAt };
      return { state, wakeAt: wakeAt(state), decisions: step.decisions };
    }
    const ring = context.finishing ? null : nextRing(before, context);
    if (ring === null || ring.at > dueAt) {
      const state = { ...before, lookAt: ring?.at ?? null };
      return { state, wakeAt: wakeAt(state), decisions: none };
    }
    const sentence = sentenceOf(before, ring, dueAt, context);
    const rang: RaisedEpisode = { at: dueAt, isUrgent: ring.priority === "urgent", ...signsOfLifeTerms(before.rang ?? context.settings) };
    const state = { ...before, rang, inBedRang: ring.why === "inBed" ? ring.since : before.inBedRang };
    const lookAt = nextRing(state, context)?.at ?? null;
    const next = { ...state, lookAt: lookAt === null ? null : Math.max(lookAt, dueAt + 1) };
    // Urgent: all sensors of the home show that nothing changes, and not the one alone that may be doubtful.
    const raise = { do: "raise", episode, priority: ring.priority, sentence, deviceId: ring.deviceId } as const;
    return {
      state: next,
      wakeAt: wakeAt(next),
      decisions: [ring.priority === "urgent" ? { ...raise, isSupported: true } : { ...raise, doubtful: true }],
    };
  },
  restoreLongMemory(rebuilt, remembered, { now, home }) {
    const wasKnown = (at: number | null): at is number => at !== null && at <= now;
    // That a bed or chair was taken is known a minute later.
    const seenByKind = remembered.seenBy === null ? undefined : home.devices.get(remembered.seenBy)?.kind;
    const knownAfterMs = seenByKind === "bed" || seenByKind === "chair" ? believedAfterMs : 0;
    const from = wasKnown(remembered.from) ? remembered.from : rebuilt.from;
    const seen =
      wasKnown(remembered.seenAt) && remembered.seenAt + knownAfterMs <= now
        ? {
            seenAt: remembered.seenAt,
            seenBy: remembered.seenBy,
            movedAt: wasKnown(remembered.movedAt) ? remembered.movedAt : null,
          }
        : {};
    const rang = wasKnown(remembered.seenAt) && wasKnown(remembered.rang?.at ?? null) ? remembered.rang : null;
    const presences: readonly Presence[] = presencesAt(remembered.presences, now);
    const inUse = rebuilt.inUse.map(
      (one) => remembered.inUse.find(({ deviceId, since }) => deviceId === one.deviceId && since <= now) ?? one,
    );
    const inBedRang = wasKnown(remembered.inBedRang) && rang !== null ? remembered.inBedRang : null;
    const state = { ...rebuilt, ...seen, presences, inUse, from, rang, inBedRang };
    // Check at once: the time may be over already.
    const lookAt = state.from === null ? null : now + 1;
    return { state: { ...state, lookAt }, wakeAt: wakeAt({ ...state, lookAt }) };
  },
  afterServerStep(state, _byMs, context) {
    // The hours since the last sign of life count as night or day by the right clock.
    const next = { ...state, lookAt: nextRing(state, context)?.at ?? null };
    return { state: next, wakeAt: wakeAt(next) };
  },
  hasOpenEpisode: ({ rang }) => rang !== null,
});

/** After a reading, or, with null, after a bed or chair that is believed now. A sign of life ends the episode. */
function afterSeen(before: InactivityState, seen: InactivityState, context: RuleContext<Settings>, reading: Reading | null) {
  const isSignOfLife = seen.seenAt !== before.seenAt && (seen.seenAt ?? 0) > (before.seenAt ?? 0);
  const rang = isSignOfLife ? null : before.rang;
  const state = { ...seen, rang };
  // Movement only delays the alarm; what else changes may bring it forward.
  const isSameWait =
    rang === before.rang &&
    seen.from === before.from &&
    before.lookAt !== null &&
    seen.inUse === before.inUse &&
    (isSignOfLife || seen.presences === before.presences);
  const lookAt = isSameWait ? before.lookAt : firstLook(state, context);
  const next = { ...state, lookAt };
  // A rebuilt state does not know what rang before its 48 hours, so its first sign of life ends the episode as well.
  const endsEpisode = isSignOfLife && (before.rang !== null || before.seenAt === null);
  if (!endsEpisode) return { state: next, wakeAt: wakeAt(next), decisions: none };
  const text = `Sign of life ${signText(seen, reading, context)}`;
  const decisions: Decision[] = [{ do: "addNote", episode, text, endsEpisode }];
  return { state: next, wakeAt: wakeAt(next), decisions };
}

/** No later than the alarm is due, and without the long calculation where it can be left out. */
function firstLook(state: InactivityState, context: RuleContext<Settings>): number | null {
  if (state.from === null) return null;
  const { hours, inBedHours } = context.settings;
  if (state.rang !== null) return nextRing(state, context)?.at ?? null;
  const changedAt = Math.max(state.from, state.seenAt ?? 0);
  const beds = bedsInUse(state);
  if (beds.length === 0) return changedAt + hours * hourMs;
  const since = Math.max(...beds.map((bed) => bed.since));
  return (state.inBedRang === since ? Math.max(since, changedAt) : since) + inBedHours * hourMs;
}

function signText({ seenAt, seenBy }: Stillness, reading: Reading | null, { home, now }: RuleContext<Settings>): string {
  const isBySelf = reading !== null && reading.deviceId === seenBy && reading.time === seenAt;
  const when = isBySelf ? eventTimeText(reading, home) : momentText(seenAt ?? now, now, home.timezone);
  return `${when}: ${deviceLabel(seenBy === null ? undefined : home.devices.get(seenBy))}`;
}

/** When to check after a change of settings or absences: as before, unless that is too late now. */
function nextLook(state: InactivityState, context: RuleContext<Settings>): number | null {
  const { lookAt } = state;
  const dueAt = nextRing(state, context)?.at ?? null;
  if (dueAt === null) return null;
  return lookAt !== null && lookAt <= dueAt ? lookAt : dueAt;
}
