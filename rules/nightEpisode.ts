import type { Decision } from "#domain/decision.ts";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import { inWindows, nextWindowChange, type PlanWindow } from "#domain/planWindow.ts";
import type { Reading } from "#domain/reading.ts";
import { wallClock } from "#domain/wallClock.ts";
import { momentText } from "./momentText.ts";
import { doorText } from "./outsideDoor.ts";
import { happenedText } from "./readingClock.ts";

/** One a home: bed, movement and doors of one night are one alarm. */
const episode = "night";

/** What an episode goes by to its end, whatever becomes of the plan. */
interface Terms {
  gentleAt: "outOfBed" | "movement";
  quietRooms: readonly string[];
  leftHomeMinutes: number;
  leavingSeconds: number;
  morningFrom: string;
}

/** An episode of wandering under way. Times in epoch ms. */
export interface Night {
  /** Beds left and not yet returned to. */
  out: readonly { deviceId: DeviceId; leftAt: number }[];
  /** Movement away from bed and bathroom has been told. */
  stirred: boolean;
  /** The latest change of an outside door; null once somebody was seen indoors with it closed. */
  door: { at: number; deviceId: DeviceId; opened: boolean } | null;
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
export interface Told {
  night: Night | null;
  decisions: readonly Decision[];
}

/** Most episodes are over by then: only of others is asked when their window ends, which is a long sum. */
const firstLookMs = 15 * 60_000;

export function beginNight(now: number, settings: Terms, windows: readonly PlanWindow[]): Night {
  const { gentleAt, quietRooms, leftHomeMinutes, leavingSeconds, morningFrom } = settings;
  const terms = { gentleAt, quietRooms, leftHomeMinutes, leavingSeconds, morningFrom };
  return { out: [], stirred: false, door: null, missingAt: null, gone: false, lookAt: now + firstLookMs, over: false, terms, windows };
}

export function outOfBed(night: Night, reading: Reading, home: HomeFacts): Told {
  const { deviceId, time } = reading;
  const first = night.out.length === 0 && night.door === null && night.terms.gentleAt === "outOfBed";
  const text = `Out of bed ${happenedText(reading, home)}: ${deviceLabel(home.devices.get(deviceId))}`;
  const decision: Decision = first ? { do: "raise", episode, strength: "gentle", sentence: text, deviceId } : tell(text);
  const next = night.over ? night : { ...night, out: [...night.out, { deviceId, leftAt: time }] };
  return indoors({ night: next, decisions: [decision] }, reading, home);
}

/** The last one back in bed ends it. */
export function backInBed(night: Night, reading: Reading, home: HomeFacts): Told {
  const out = night.out.filter(({ deviceId }) => deviceId !== reading.deviceId);
  const text = `Back in bed ${happenedText(reading, home)}`;
  if (out.length === 0) return { night: null, decisions: [{ ...tell(text), ends: true }] };
  const label = deviceLabel(home.devices.get(reading.deviceId));
  return { night: seen({ ...night, out }), decisions: [tell(`${text}: ${label}`)] };
}

/** Movement away from bed and bathroom, for the first time. */
export function wandering(night: Night, reading: Reading, morning: boolean, home: HomeFacts): Told {
  const { deviceId } = reading;
  const label = deviceLabel(home.devices.get(deviceId));
  const text = `Up and about ${happenedText(reading, home)}${outSince(night, home)}: ${label}`;
  const rings = night.terms.gentleAt === "movement" && !morning && night.door === null;
  return {
    night: { ...night, stirred: true },
    decisions: [rings ? { do: "raise", episode, strength: "gentle", sentence: text, deviceId } : tell(text)],
  };
}

/** Each opening rings again; in the morning gently, and then nobody is missed. */
export function doorChanged(
  night: Night,
  reading: Reading,
  { opened, morning, canSee }: { opened: boolean; morning: boolean; canSee: boolean },
  home: HomeFacts,
): Told {
  const { deviceId, time } = reading;
  const judged = canSee && !morning && !night.over && (opened || !night.gone);
  const next: Night = {
    ...night,
    door: { at: time, deviceId, opened },
    missingAt: judged ? time + night.terms.leftHomeMinutes * 60_000 : night.missingAt,
  };
  const text = doorText(home, deviceId, `${opened ? "opened" : "closed"} ${happenedText(reading, home)}`);
  if (!opened || night.over) return { night: next, decisions: [tell(text)] };
  const sentence = `${text}${outSince(night, home)}`;
  return { night: next, decisions: [{ do: "raise", episode, strength: morning ? "gentle" : "urgent", sentence, deviceId }] };
}

/**
 * Somebody is seen indoors after the door. While it stands open they may still go; once it is closed they are back, and
 * without anybody out of bed that is the end of it.
 */
export function indoors({ night, decisions }: Told, reading: Reading, home: HomeFacts): Told {
  const unchanged = { night, decisions };
  if (night === null || night.door === null || reading.time < night.door.at + night.terms.leavingSeconds * 1000) return unchanged;
  const where = `${happenedText(reading, home)}: ${deviceLabel(home.devices.get(reading.deviceId))}`;
  if (night.over || (!night.door.opened && night.out.length === 0))
    return { night: null, decisions: [...decisions, { ...tell(`Back indoors ${where}`), ends: true }] };
  if (!night.door.opened) return { night: seen(night), decisions: [...decisions, tell(`Back indoors ${where}`)] };
  if (night.missingAt === null && !night.gone) return unchanged;
  return { night: { ...night, missingAt: null, gone: false }, decisions: [...decisions, tell(`Seen indoors ${where}`)] };
}

export function nightTimer(night: Night, dueAt: number, home: HomeFacts): Told {
  const decisions: Decision[] = [];
  let next = night;
  if (next.missingAt !== null && next.missingAt <= dueAt) {
    next = { ...next, missingAt: null, gone: true };
    if (next.door !== null) decisions.push(missed(next.door, dueAt, home));
  }
  if (next.lookAt === null || next.lookAt > dueAt) return { night: next, decisions };
  if (inWindows(next.windows, dueAt, home.timezone))
    return { night: { ...next, lookAt: nextWindowChange(next.windows, dueAt, home.timezone) }, decisions };
  // Who is missed is still missed by day.
  if (next.gone || next.missingAt !== null) return { night: { ...next, lookAt: null, over: true }, decisions };
  const text = `Night over ${wallClock(dueAt, home.timezone)}, ${still(next)}`;
  return { night: null, decisions: [...decisions, { ...tell(text), ends: true }] };
}

/** Another night begins while whoever left in an earlier one is still missed. */
export function overSince(night: Night, now: number, { timezone }: HomeFacts): Decision {
  const since = night.door === null ? "" : ` since the door ${momentText(night.door.at, now, timezone)}`;
  return { ...tell(`Not seen indoors${since}, and it is another night`), ends: true };
}

function still({ out, door }: Night): string {
  if (out.length > 0) return "not back in bed";
  return door?.opened ? "the door still open" : "not seen indoors since the door";
}

function missed({ at, deviceId, opened }: NonNullable<Night["door"]>, now: number, home: HomeFacts): Decision {
  const minutes = Math.round((now - at) / 60_000);
  const door = doorText(home, deviceId, `${opened ? "opened" : "closed"} ${wallClock(at, home.timezone)}`);
  const sentence = `May have left home: ${door}, nobody seen indoors for ${minutes} min since`;
  return { do: "raise", episode, strength: "critical", sentence, deviceId };
}

const seen = (night: Night): Night => (night.door === null ? night : { ...night, door: null, missingAt: null, gone: false });

function outSince({ out }: Night, home: HomeFacts): string {
  const first = out[0];
  return first === undefined ? "" : `, out of bed since ${wallClock(first.leftAt, home.timezone)}`;
}

const tell = (text: string) => ({ do: "tell", episode, text }) as const;
