import type { Decision } from "#domain/decision.ts";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import { inWindows, nextWindowChange, type PlanWindow } from "#domain/time/planWindow.ts";
import { wallClock } from "#domain/time/wallClock.ts";
import { eventTimeText, momentText } from "../timeText.ts";
import { doorText } from "./sensorPlaces.ts";

/** One a home: bed, movement and doors of one night are one alarm. */
const episode = "night";

/** What an episode goes by to its end, whatever becomes of the plan. */
interface Terms {
  advisoryAt: "outOfBed" | "movement";
  quietRooms: readonly string[];
  leftHomeMinutes: number;
  leavingSeconds: number;
  morningFrom: string;
}

/** An episode of wandering under way. Times in epoch ms. */
export interface NightEpisode {
  /** Beds left and not yet returned to. */
  out: readonly { deviceId: DeviceId; leftAt: number }[];
  /** Movement away from bed and bathroom has been told. */
  stirred: boolean;
  /** The latest change of an outside door, and whether anybody is missed who goes; null once somebody was seen indoors with it closed. */
  door: { at: number; deviceId: DeviceId; opened: boolean; judged: boolean } | null;
  /** When whoever opened the door is missed; null when not. */
  missingAt: number | null;
  /** Somebody is missed. */
  gone: boolean;
  /** When to look whether the window is over; null when it is, or never is. */
  lookAt: number | null;
  over: boolean;
  terms: Terms;
  windows: readonly PlanWindow[];
}

/** The episode after a step, null for none, and what is said of it. */
export interface NightStep {
  night: NightEpisode | null;
  decisions: readonly Decision[];
}

/** Most episodes are over by then: only of others is asked when their window ends, which is a long sum. */
const firstLookMs = 15 * 60_000;

export function beginEpisode(now: number, settings: Terms, windows: readonly PlanWindow[]): NightEpisode {
  const { advisoryAt, quietRooms, leftHomeMinutes, leavingSeconds, morningFrom } = settings;
  const terms = { advisoryAt, quietRooms, leftHomeMinutes, leavingSeconds, morningFrom };
  return { out: [], stirred: false, door: null, missingAt: null, gone: false, lookAt: now + firstLookMs, over: false, terms, windows };
}

export function leftBed(night: NightEpisode, reading: Reading, stays: boolean, home: HomeFacts): NightStep {
  const { deviceId, time } = reading;
  const first = night.out.length === 0 && night.door === null && night.terms.advisoryAt === "outOfBed";
  const text = `Out of bed ${eventTimeText(reading, home)}: ${deviceLabel(home.devices.get(deviceId))}`;
  const decision: Decision = first ? { do: "raise", episode, priority: "advisory", sentence: text, deviceId } : note(text);
  const next = night.over ? night : { ...night, out: [...night.out, { deviceId, leftAt: time }] };
  return seenIndoors({ night: next, decisions: [decision] }, reading, stays, home);
}

/** The last one back in bed ends it. */
export function backInBed(night: NightEpisode, reading: Reading, home: HomeFacts): NightStep {
  const out = night.out.filter(({ deviceId }) => deviceId !== reading.deviceId);
  const text = `Back in bed ${eventTimeText(reading, home)}`;
  if (out.length === 0) return { night: null, decisions: [{ ...note(text), endsEpisode: true }] };
  const label = deviceLabel(home.devices.get(reading.deviceId));
  return { night: withoutDoor({ ...night, out }), decisions: [note(`${text}: ${label}`)] };
}

/** Movement away from bed and bathroom, for the first time. */
export function firstMovement(night: NightEpisode, reading: Reading, morning: boolean, home: HomeFacts): NightStep {
  const { deviceId } = reading;
  const label = deviceLabel(home.devices.get(deviceId));
  const text = `Up and about ${eventTimeText(reading, home)}${outSince(night, home)}: ${label}`;
  const rings = night.terms.advisoryAt === "movement" && !morning && night.door === null;
  return {
    night: { ...night, stirred: true },
    decisions: [rings ? { do: "raise", episode, priority: "advisory", sentence: text, deviceId } : note(text)],
  };
}

/** Each opening rings again; in the morning as advisory, and then nobody is missed. */
export function doorChanged(
  night: NightEpisode,
  reading: Reading,
  { opened, morning, canSee }: { opened: boolean; morning: boolean; canSee: boolean },
  home: HomeFacts,
): NightStep {
  const { deviceId, time } = reading;
  const judged = canSee && !morning && !night.over && (opened || !night.gone);
  const next: NightEpisode = {
    ...night,
    door: { at: time, deviceId, opened, judged },
    missingAt: judged ? missingAfter(night, time) : night.missingAt,
  };
  const text = doorText(home, deviceId, `${opened ? "opened" : "closed"} ${eventTimeText(reading, home)}`);
  if (!opened || night.over) return { night: next, decisions: [note(text)] };
  const sentence = `${text}${outSince(night, home)}`;
  return { night: next, decisions: [{ do: "raise", episode, priority: morning ? "advisory" : "urgent", sentence, deviceId }] };
}

/** When whoever was seen last, or moved the door, is missed. */
const missingAfter = ({ terms }: NightEpisode, time: number): number => time + terms.leftHomeMinutes * 60_000;

/**
 * Somebody is seen indoors after the door. Once it is closed they are back, and without anybody out of bed that is the end of it.
 * While it stands open they may still go: who stands in the hall for a quarter of a minute and then walks out is seen by nothing after
 * it, so that each sight gives them their minutes anew. Who airs the house moves about, goes back to bed, which ends it, or sits down
 * in a chair, and `stays`. Whoever keeps still where nothing tells of that is missed falsely (in one home people who were up kept still
 * for three minutes or more 1.5 times an hour): once, for the door is not `judged` again until it moves, and it rang urgently before.
 */
export function seenIndoors({ night, decisions }: NightStep, reading: Reading, stays: boolean, home: HomeFacts): NightStep {
  const unchanged = { night, decisions };
  if (night === null || night.door === null || reading.time < night.door.at + night.terms.leavingSeconds * 1000) return unchanged;
  const where = `${eventTimeText(reading, home)}: ${deviceLabel(home.devices.get(reading.deviceId))}`;
  if (night.over || (!night.door.opened && night.out.length === 0))
    return { night: null, decisions: [...decisions, { ...note(`Back indoors ${where}`), endsEpisode: true }] };
  if (!night.door.opened) return { night: withoutDoor(night), decisions: [...decisions, note(`Back indoors ${where}`)] };
  if (!night.door.judged && !night.gone) return unchanged;
  const first = night.gone || night.missingAt === missingAfter(night, night.door.at);
  return {
    night: { ...night, missingAt: night.door.judged && !stays ? missingAfter(night, reading.time) : null, gone: false },
    decisions: first ? [...decisions, note(`Seen indoors ${where}`)] : decisions,
  };
}

export function onNightTimer(night: NightEpisode, dueAt: number, home: HomeFacts): NightStep {
  const decisions: Decision[] = [];
  let next = night;
  if (next.missingAt !== null && next.missingAt <= dueAt) {
    const door = next.door && { ...next.door, judged: false };
    next = { ...next, door, missingAt: null, gone: true };
    if (door !== null) decisions.push(mayHaveLeftHome(door, dueAt, next.terms, home));
  }
  if (next.lookAt === null || next.lookAt > dueAt) return { night: next, decisions };
  if (inWindows(next.windows, dueAt, home.timezone))
    return { night: { ...next, lookAt: nextWindowChange(next.windows, dueAt, home.timezone) }, decisions };
  // Who is missed is still missed by day.
  if (next.gone || next.missingAt !== null) return { night: { ...next, lookAt: null, over: true }, decisions };
  const text = `Night over ${wallClock(dueAt, home.timezone)}, ${whatIsOpen(next)}`;
  return { night: null, decisions: [...decisions, { ...note(text), endsEpisode: true }] };
}

/** Another night begins while whoever left in an earlier one is still missed. */
export function endOfEarlierNight(night: NightEpisode, now: number, { timezone }: HomeFacts): Decision {
  const since = night.door === null ? "" : ` since the door ${momentText(night.door.at, now, timezone)}`;
  return { ...note(`Not seen indoors${since}, and it is another night`), endsEpisode: true };
}

function whatIsOpen({ out, door }: NightEpisode): string {
  if (out.length > 0) return "not back in bed";
  return door?.opened ? "the door still open" : "not seen indoors since the door";
}

function mayHaveLeftHome(
  { at, deviceId, opened }: NonNullable<NightEpisode["door"]>,
  now: number,
  { leftHomeMinutes }: Terms,
  home: HomeFacts,
): Decision {
  const seenAt = now - leftHomeMinutes * 60_000;
  const clock = (instant: number): string => wallClock(instant, home.timezone);
  const sentence =
    seenAt > at
      ? `May have left home: ${doorText(home, deviceId, `open since ${clock(at)}`)}, nobody seen indoors since ${clock(seenAt)}`
      : `May have left home: ${doorText(home, deviceId, `${opened ? "opened" : "closed"} ${clock(at)}`)}, nobody seen indoors for ${leftHomeMinutes} min since`;
  return { do: "raise", episode, priority: "critical", sentence, deviceId };
}

const withoutDoor = (night: NightEpisode): NightEpisode =>
  night.door === null ? night : { ...night, door: null, missingAt: null, gone: false };

function outSince({ out }: NightEpisode, home: HomeFacts): string {
  const first = out[0];
  return first === undefined ? "" : `, out of bed since ${wallClock(first.leftAt, home.timezone)}`;
}

const note = (text: string) => ({ do: "addNote", episode, text }) as const;
