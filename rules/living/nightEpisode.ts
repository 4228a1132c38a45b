import type { Decision } from "#domain/decision.ts";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import { inWindows, nextWindowChange, type PlanWindow } from "#domain/time/planWindow.ts";
import { wallClock } from "#domain/time/wallClock.ts";
import { eventTimeText, momentText, notListeningText } from "../timeText.ts";
import { doorText } from "./sensorPlaces.ts";

/** One episode for each home: bed, movement and doors of one night make one alarm. */
const episode = "night";

/** Settings that an episode keeps to its end, also after a change of plan. */
interface NightTerms {
  advisoryAt: "outOfBed" | "movement";
  quietRooms: readonly string[];
  leftHomeMinutes: number;
  leavingSeconds: number;
  morningFrom: string;
}

/** The latest change of an outside door. Time in epoch ms. */
interface DoorChange {
  at: number;
  deviceId: DeviceId;
  opened: boolean;
  /** The person counts as missed unless a sensor indoors reports in time after it. */
  judged: boolean;
  /** Another sensor shows that the person is up: the bed is empty, or there was movement a moment before. */
  isSupported: boolean;
}

/** A sensor saw the person. `when` is the time in words. */
export interface Sighting {
  deviceId: DeviceId;
  time: number;
  when: string;
}

export const sightingOf = (reading: Reading, home: HomeFacts): Sighting => ({
  deviceId: reading.deviceId,
  time: reading.time,
  when: eventTimeText(reading, home),
});

/** An open episode of wandering at night. Times in epoch ms. */
export interface NightEpisode {
  /** Beds that were left and are still empty. */
  out: readonly { deviceId: DeviceId; leftAt: number }[];
  /** The first movement away from bed and bathroom was reported; later ones are not. */
  stirred: boolean;
  /** Null until an outside door moves, and again after a person was seen indoors with the door closed. */
  door: DoorChange | null;
  /** When the person counts as missed; null when no sensor is expected to report. */
  missingAt: number | null;
  /** The person is missed: not seen indoors since the door. */
  gone: boolean;
  /** When to check whether the window is over; null after that, or if it never ends. */
  lookAt: number | null;
  /** The window is over, and the person is still missed. */
  over: boolean;
  terms: NightTerms;
  windows: readonly PlanWindow[];
}

/** The episode after a reading or a timer (null for none), and the decisions about it. */
export interface NightStep {
  night: NightEpisode | null;
  decisions: readonly Decision[];
}

/** Most episodes are over within this time. Only for the others is the end of the window worth its long calculation. */
const firstLookMs = 15 * 60_000;

export function beginEpisode(now: number, settings: NightTerms, windows: readonly PlanWindow[]): NightEpisode {
  const { advisoryAt, quietRooms, leftHomeMinutes, leavingSeconds, morningFrom } = settings;
  const terms = { advisoryAt, quietRooms, leftHomeMinutes, leavingSeconds, morningFrom };
  return { out: [], stirred: false, door: null, missingAt: null, gone: false, lookAt: now + firstLookMs, over: false, terms, windows };
}

/** A bed was left. It rings if it begins the episode and the plan says so; otherwise it is a note. */
export function leftBed(night: NightEpisode, reading: Reading, staysIndoors: boolean, home: HomeFacts): NightStep {
  const { deviceId, time } = reading;
  const rings = night.out.length === 0 && night.door === null && night.terms.advisoryAt === "outOfBed";
  const text = `Out of bed ${eventTimeText(reading, home)}: ${deviceLabel(home.devices.get(deviceId))}`;
  const decision: Decision = rings ? { do: "raise", episode, priority: "advisory", sentence: text, deviceId } : note(text);
  const next = night.over ? night : { ...night, out: [...night.out, { deviceId, leftAt: time }] };
  return seenIndoors({ night: next, decisions: [decision] }, sightingOf(reading, home), staysIndoors, home);
}

/** The return to the last empty bed ends the episode. */
export function backInBed(night: NightEpisode, { deviceId, when }: Sighting, home: HomeFacts): NightStep {
  const out = night.out.filter((bed) => bed.deviceId !== deviceId);
  const text = `Back in bed ${when}`;
  if (out.length === 0) return { night: null, decisions: [endNote(text)] };
  const label = deviceLabel(home.devices.get(deviceId));
  return { night: withoutDoor({ ...night, out }), decisions: [note(`${text}: ${label}`)] };
}

/** The first movement away from bed and bathroom. It rings if the plan says so, except in the morning or after an outside door. */
export function firstMovement(night: NightEpisode, reading: Reading, isMorning: boolean, home: HomeFacts): NightStep {
  const { deviceId } = reading;
  const label = deviceLabel(home.devices.get(deviceId));
  const text = `Up and about ${eventTimeText(reading, home)}${outSinceText(night, home)}: ${label}`;
  const rings = night.terms.advisoryAt === "movement" && !isMorning && night.door === null;
  return {
    night: { ...night, stirred: true },
    decisions: [rings ? { do: "raise", episode, priority: "advisory", sentence: text, deviceId } : note(text)],
  };
}

/** An outside door opened or closed. Each opening rings: urgently, or as an advisory alarm in the morning, when the person is not missed. */
export function doorChanged(
  night: NightEpisode,
  reading: Reading,
  {
    opened,
    isMorning,
    canSeeIndoors,
    isSupported,
  }: Pick<DoorChange, "opened" | "isSupported"> & { isMorning: boolean; canSeeIndoors: boolean },
  home: HomeFacts,
): NightStep {
  const { deviceId, time } = reading;
  const judged = canSeeIndoors && !isMorning && !night.over && (opened || !night.gone);
  const next: NightEpisode = {
    ...night,
    door: { at: time, deviceId, opened, judged, isSupported },
    missingAt: judged ? missingAfter(night, time) : night.missingAt,
  };
  const text = doorText(home, deviceId, `${opened ? "opened" : "closed"} ${eventTimeText(reading, home)}`);
  if (!opened || night.over) return { night: next, decisions: [note(text)] };
  const sentence = `${text}${outSinceText(night, home)}`;
  return {
    night: next,
    decisions: [{ do: "raise", episode, priority: isMorning ? "advisory" : "urgent", sentence, deviceId, isSupported }],
  };
}

/** When the person counts as missed, if the door moved or the person was last seen at this time. */
const missingAfter = ({ terms }: NightEpisode, time: number): number => time + terms.leftHomeMinutes * 60_000;

/**
 * A person is seen indoors some seconds after an outside door moved.
 *
 * Door closed: the person is back. Without an empty bed the episode is over.
 *
 * Door open: the person may still leave, because no sensor shows that a person in the hall then walks out. So each sight starts
 * the minutes again. They stop when the person goes back to bed or sits down in a chair (`staysIndoors`).
 *
 * A person who keeps still where no sensor shows it is missed falsely. In one recorded home, people who were up kept still for three
 * minutes or more 1.5 times an hour. This happens once: after it, the door is not `judged` again until it moves.
 */
export function seenIndoors({ night, decisions }: NightStep, seen: Sighting, staysIndoors: boolean, home: HomeFacts): NightStep {
  const unchanged = { night, decisions };
  if (night === null || night.door === null || seen.time < night.door.at + night.terms.leavingSeconds * 1000) return unchanged;
  const where = `${seen.when}: ${deviceLabel(home.devices.get(seen.deviceId))}`;
  const isDoorOpen = night.door.opened;
  if (night.over || (!isDoorOpen && night.out.length === 0))
    return { night: null, decisions: [...decisions, endNote(`Back indoors ${where}`)] };
  if (!isDoorOpen) return { night: withoutDoor(night), decisions: [...decisions, note(`Back indoors ${where}`)] };
  if (!night.door.judged && !night.gone) return unchanged;
  const isFirstSight = night.gone || night.missingAt === missingAfter(night, night.door.at);
  return {
    night: { ...night, missingAt: night.door.judged && !staysIndoors ? missingAfter(night, seen.time) : null, gone: false },
    decisions: isFirstSight ? [...decisions, note(`Seen indoors ${where}`)] : decisions,
  };
}

/**
 * Rings if the person is missed by now, and ends the episode if the window is over. A missed person stays missed by day. `mayBeBack`: a bed or chair
 * was taken less than a minute ago, so the person is not missed yet.
 */
export function onNightTimer(night: NightEpisode, dueAt: number, mayBeBack: boolean, home: HomeFacts): NightStep {
  const decisions: Decision[] = [];
  let next = night;
  if (next.missingAt !== null && next.missingAt <= dueAt && !mayBeBack) {
    const door = next.door && { ...next.door, judged: false };
    next = { ...next, door, missingAt: null, gone: true };
    if (door !== null) decisions.push(mayHaveLeftHome(door, dueAt, next.terms, home));
  }
  if (next.lookAt === null || next.lookAt > dueAt) return { night: next, decisions };
  if (inWindows(next.windows, dueAt, home.timezone))
    return { night: { ...next, lookAt: nextWindowChange(next.windows, dueAt, home.timezone) }, decisions };
  if (next.gone || next.missingAt !== null) return { night: { ...next, lookAt: null, over: true }, decisions };
  const text = `Night over ${wallClock(dueAt, home.timezone)}, ${openEndText(next)}`;
  return { night: null, decisions: [...decisions, endNote(text)] };
}

/** Ends the episode of an earlier night in which the person is still missed, because a new episode begins. */
export function endOfEarlierNight(night: NightEpisode, now: number, { timezone }: HomeFacts): Decision {
  const since = night.door === null ? "" : ` since the door moved ${momentText(night.door.at, now, timezone)}`;
  return endNote(`Still not seen indoors${since}. A new night has begun`);
}

function openEndText({ out, door }: NightEpisode): string {
  if (out.length > 0) return "not back in bed";
  return door?.opened ? "the door still open" : "not seen indoors since the door";
}

function mayHaveLeftHome(
  { at, deviceId, opened, isSupported }: DoorChange,
  now: number,
  { leftHomeMinutes }: NightTerms,
  home: HomeFacts,
): Decision {
  const seenAt = now - leftHomeMinutes * 60_000;
  const clock = (instant: number): string => wallClock(instant, home.timezone);
  const sentence =
    seenAt > at
      ? `May have left home: ${doorText(home, deviceId, `open since ${clock(at)}`)}, nobody seen indoors since ${clock(seenAt)}`
      : `May have left home: ${doorText(home, deviceId, `${opened ? "opened" : "closed"} ${clock(at)}`)}, nobody seen indoors for ${leftHomeMinutes} min since`;
  return { do: "raise", episode, priority: "critical", sentence: `${sentence}${notListeningText(at, now, home)}`, deviceId, isSupported };
}

const withoutDoor = (night: NightEpisode): NightEpisode =>
  night.door === null ? night : { ...night, door: null, missingAt: null, gone: false };

function outSinceText({ out }: NightEpisode, home: HomeFacts): string {
  const first = out[0];
  return first === undefined ? "" : `, out of bed since ${wallClock(first.leftAt, home.timezone)}`;
}

const note = (text: string) => ({ do: "addNote", episode, text }) as const;
const endNote = (text: string) => ({ ...note(text), endsEpisode: true }) as const;
