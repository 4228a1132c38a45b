import { absenceEnd, absencesAt } from "#domain/absence.ts";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import { inWindows, nextWindowChange, type PlanWindow } from "#domain/time/planWindow.ts";
import type { RuleContext } from "../../rule.ts";
import { durationText, momentText, notListeningText } from "../../timeText.ts";
import { bedsInUse, type SignsOfLife, type SignsOfLifeTerms } from "../signsOfLife.ts";
import { lastingPresence, type Presence, placeText } from "./presence.ts";

const hourMs = 3_600_000;
/** It rings again after this, because closing an alarm does not mean that the person was found. */
const againHours = 24;
/** What may be a stuck sensor rings as an advisory alarm at the limit, and urgently at this many times the limit. */
const urgentFactor = 1.5;
/** A presence that ends after its advisory alarm leaves this long to be seen in another room. */
const goneMs = 30 * 60_000;

/** When it last rang (epoch ms), and how many movements end the episode, also after a change of plan. */
export interface RaisedEpisode extends SignsOfLifeTerms {
  at: number;
  isUrgent: boolean;
}

/** What is known of a home in which nothing changes. Times in epoch ms. */
export interface Stillness extends SignsOfLife {
  /** Time counts from here, or from a later sign of life; null until an indoor sensor reported for the first time. */
  from: number | null;
  /** What motion sensors and radars say. */
  presences: readonly Presence[];
  /** Null while no alarm waits for a sign of life. */
  rang: RaisedEpisode | null;
  /** When the bed was taken whose hours rang last; null for none. It rings once for each time in bed, even if another person moves meanwhile. */
  inBedRang: number | null;
}

interface StillnessSettings {
  hours: number;
  inBedHours: number;
}

/** The next ring. `why`: nothing shows the person, a bed says that they are in it, or a sensor says that they move. */
export interface StillnessRing {
  at: number;
  priority: "advisory" | "urgent";
  why: "nothing" | "inBed" | "presence";
  /** Since when the hours count. */
  since: number;
  deviceId: DeviceId | null;
}

/**
 * When it rings next; null for never.
 *
 * - Nothing shows the person: urgently after the hours of daytime.
 * - A bed is in use: advisory when it has been for the hours in bed, urgently at one and a half times that if nothing else showed a sign of life. Nights count.
 * - A sensor still says movement: advisory after the hours of daytime since anything changed, urgently at one and a half times that.
 *
 * After an urgent ring it rings again after each further 24 hours.
 */
export function nextRing(state: Stillness, context: RuleContext<StillnessSettings>): StillnessRing | null {
  const { from, seenAt, rang } = state;
  if (from === null) return null;
  const { settings, windows, home } = context;
  const changedAt = Math.max(from, seenAt ?? 0);
  const bed = bedsInUse(state).reduce<{ since: number; deviceId: DeviceId } | null>(
    (a, b) => (a === null || b.since > a.since ? b : a),
    null,
  );
  const presence = lastingPresence(state.presences);
  const about =
    bed !== null
      ? ({ why: "inBed", since: bed.since, deviceId: bed.deviceId } as const)
      : presence !== undefined
        ? ({ why: "presence", since: Math.max(changedAt, presence.since), deviceId: presence.deviceId } as const)
        : ({ why: "nothing", since: changedAt, deviceId: null } as const);
  if (rang?.isUrgent) {
    const at = addCountedTime(rang.at, againHours * hourMs, [], home);
    return at === null ? null : { ...about, at, priority: "urgent" };
  }
  const isUrgent = about.why === "nothing" || (about.why === "inBed" ? state.inBedRang === about.since : rang !== null);
  const dueAfter = (factor: number): number | null =>
    about.why === "inBed"
      ? bedDue((isUrgent ? Math.max(about.since, changedAt) : about.since) + settings.inBedHours * factor * hourMs, home)
      : addCountedTime(about.since, settings.hours * factor * hourMs, windows, home);
  const due = dueAfter(isUrgent && about.why !== "nothing" ? urgentFactor : 1);
  if (due === null) return null;
  const at = about.why === "nothing" && rang !== null ? Math.max(due, rang.at + goneMs) : due;
  return { ...about, at, priority: isUrgent ? "urgent" : "advisory" };
}

/** Not within an absence. */
function bedDue(at: number, home: HomeFacts): number {
  const absence = absencesAt(home, at)[0];
  return absence === undefined ? at : bedDue(absenceEnd(absence), home);
}

export function sentenceOf(state: Stillness, ring: StillnessRing, now: number, { home, settings }: RuleContext<StillnessSettings>): string {
  const missed = notListeningText(ring.since, now, home);
  const clock = (at: number): string => momentText(at, now, home.timezone);
  const again = state.rang?.isUrgent ? `Still no sign of life, ${againHours} h later` : null;
  if (ring.why === "inBed") {
    const label = deviceLabel(home.devices.get(ring.deviceId ?? ("" as DeviceId)));
    return `${again === null ? "" : `${again}. `}In bed for ${durationText(now - ring.since)}, or the sensor is stuck: ${label}${missed}`;
  }
  if (ring.why === "presence") {
    const presence = lastingPresence(state.presences);
    const since = presence?.since ?? ring.since;
    const place = placeText(home, ring.deviceId ?? ("" as DeviceId));
    const changed = ring.since > since ? ` since ${clock(ring.since)}` : "";
    return `${again === null ? "" : `${again}. `}${place} says movement since ${clock(since)}; nothing else has changed${changed}${missed}`;
  }
  return `${again ?? `No sign of life for ${settings.hours} h of daytime`}, ${lastSignText(state, now, home)}${missed}`;
}

function lastSignText({ seenAt, seenBy, from }: Stillness, now: number, { devices, timezone }: HomeFacts): string {
  if (seenAt === null || seenBy === null) return `none since ${momentText(from ?? now, now, timezone)}`;
  return `last ${momentText(seenAt, now, timezone)}: ${deviceLabel(devices.get(seenBy))}`;
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
