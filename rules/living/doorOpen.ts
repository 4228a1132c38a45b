import { z } from "zod";
import type { Decision } from "#domain/decision.ts";
import type { HomeFacts } from "#domain/home.ts";
import { inWindows, nextWindowChange, type PlanWindow } from "#domain/time/planWindow.ts";
import { type DeviceEntry, earliestTime, entryOf, withEntry, withoutRemovedEntries } from "../perDevice.ts";
import { defineRule } from "../rule.ts";
import { durationText, eventTimeText, momentText, notListeningText } from "../timeText.ts";
import { doorText, isOutsideDoor, outsideDoorNeed } from "./sensorPlaces.ts";

const minutes = z.number().int().min(1).max(1440);
const settings = z.strictObject({
  // In two recorded homes the longest ordinary opening took 9 minutes, except for one of three hours.
  nightMinutes: minutes.default(15).meta({ title: "How long an outside door may stay open at night", unit: "min" }),
  dayMinutes: minutes.default(60).meta({ title: "How long an outside door may stay open by day", unit: "min" }),
  windows: z.array(z.string()).default(["night"]).meta({ title: "Windows that count as night" }),
});

interface Door extends DeviceEntry {
  /** Null while the door is closed. */
  open: Opening | null;
}

/** One opening of a door. Times in epoch ms. */
interface Opening {
  since: number;
  /** When to check next; null when nothing more can ring. */
  lookAt: number | null;
  rang: boolean;
  /** The settings with which it began; null if the plan no longer had the rule, so that it never rings. */
  terms: { nightMs: number; dayMs: number; windows: readonly PlanWindow[] } | null;
}

const wakeAt = (doors: readonly Door[]) => earliestTime(doors, (door) => door.open?.lookAt ?? null);

/**
 * Watches outside doors. One that is open for 15 minutes at night (22:00 to 07:00) rings urgently; by day it rings as an advisory
 * alarm after 60 minutes. A door open since the day rings urgently at night as soon as it has been open for 15 minutes in all. The
 * episode is the door's device id and ends when the door closes. In two recorded homes the longest ordinary opening took 9 minutes.
 *
 * Example: opened 17:00; advisory alarm 18:00 "Front door open for over 1 h, since 17:00 (Hall)"; urgent 22:00 "Front door open at night
 * for over 5 h, since 17:00 (Hall)"; closed 22:10, the note "Front door closed 22:10 (Hall)" ends the episode.
 */
export const doorOpen = defineRule<readonly Door[], z.infer<typeof settings>>({
  name: "doorOpen",
  version: 1,
  title: "Outside door left open",
  explains: "Rings when an outside door stays open too long: an advisory alarm by day, an urgent one at night.",
  settings,
  nightWait: "nightMinutes",
  reads: ["door"],
  timeBase: "eventTime",
  needs: [outsideDoorNeed],
  start({ home }, state = []) {
    const doors = withoutRemovedEntries(state, home);
    return { state: doors, wakeAt: wakeAt(doors) };
  },
  onReading(state, reading, { home, settings, windows, finishing }) {
    const { value, deviceId, time } = reading;
    if (value.kind !== "door" || !isOutsideDoor(home, deviceId)) return null;
    const door = entryOf(state, deviceId);
    if (door !== undefined && (door.open !== null) === value.open) return null;
    const decisions: Decision[] = [];
    let open: Opening | null = null;
    if (value.open) {
      // At a rebuild, a door open since before it has the rebuild's beginning as its time, and arrived when it really opened.
      const since = Math.min(time, reading.arrivedAt);
      const terms = { nightMs: settings.nightMinutes * 60_000, dayMs: settings.dayMinutes * 60_000, windows };
      open = finishing
        ? { since, lookAt: null, rang: false, terms: null }
        : { since, lookAt: time + Math.min(terms.nightMs, terms.dayMs), rang: false, terms };
    } else {
      const text = doorText(home, deviceId, `closed ${eventTimeText(reading, home)}`);
      decisions.push({ do: "addNote", episode: deviceId, text, endsEpisode: true });
    }
    const doors = withEntry(state, { deviceId, open });
    return { state: doors, wakeAt: wakeAt(doors), decisions };
  },
  onTimer(state, dueAt, { home }) {
    const decisions: Decision[] = [];
    const doors = state.map((door): Door => {
      if (door.open === null || door.open.lookAt === null || door.open.lookAt > dueAt) return door;
      const { deviceId } = door;
      const { open, priority } = checkOpening(door.open, dueAt, home.timezone);
      if (priority !== null) {
        const sentence = sentenceFor(home, door, dueAt, priority);
        decisions.push({ do: "raise", episode: deviceId, priority, sentence, deviceId });
      }
      return { deviceId, open };
    });
    return { state: doors, wakeAt: wakeAt(doors), decisions };
  },
  afterServerStep(state, _byMs, { now }) {
    // Whether it is night is another question now.
    const doors = state.map((door): Door => (door.open?.lookAt == null ? door : { ...door, open: { ...door.open, lookAt: now + 1 } }));
    return { state: doors, wakeAt: wakeAt(doors) };
  },
  hasOpenEpisode: (state) => state.some(({ open }) => open !== null && open.terms !== null),
});

/**
 * Checks an opening at `now` (epoch ms), and sets the next check. It asks for the end of the night only for a door that has been open
 * for a while, because that calculation is long and most doors close at once.
 */
function checkOpening(open: Opening, now: number, timezone: string): { open: Opening; priority: "advisory" | "urgent" | null } {
  const { since, rang, terms } = open;
  if (terms === null) return { open: { ...open, lookAt: null }, priority: null };
  const night = inWindows(terms.windows, now, timezone);
  const limitAt = since + (night ? terms.nightMs : terms.dayMs);
  if (night && now >= limitAt) return { open: { ...open, lookAt: null, rang: true }, priority: "urgent" };
  const changesAt = nextWindowChange(terms.windows, now, timezone);
  if (now >= limitAt) return { open: { ...open, lookAt: changesAt, rang: true }, priority: rang ? null : "advisory" };
  return { open: { ...open, lookAt: Math.min(limitAt, changesAt ?? limitAt) }, priority: null };
}

/** "For over", because a rebuild may report an opening long after its time. */
function sentenceFor(home: HomeFacts, { deviceId, open }: Door, now: number, priority: "advisory" | "urgent"): string {
  const since = open?.since ?? now;
  const when = priority === "urgent" ? " at night" : "";
  const opened = doorText(
    home,
    deviceId,
    `open${when} for over ${durationText(now - since)}, since ${momentText(since, now, home.timezone)}`,
  );
  return `${opened}${notListeningText(since, now, home)}`;
}
