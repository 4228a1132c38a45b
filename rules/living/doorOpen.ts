import { z } from "zod";
import type { Decision } from "#domain/decision.ts";
import type { HomeFacts } from "#domain/home.ts";
import { inWindows, nextWindowChange, type PlanWindow } from "#domain/time/planWindow.ts";
import { type DeviceEntry, earliestTime, entryOf, withEntry, withoutRemovedEntries } from "../perDevice.ts";
import { defineRule } from "../rule.ts";
import { durationText, eventTimeText, momentText } from "../timeText.ts";
import { doorText, isOutsideDoor, outsideDoorNeed } from "./sensorPlaces.ts";

const minutes = z.number().int().min(1).max(1440);
const settings = z.strictObject({
  // The longest ordinary opening in two homes took 9 minutes, but for one of three hours.
  nightMinutes: minutes.default(15).meta({ title: "How long an outside door may stand open by night", unit: "min" }),
  dayMinutes: minutes.default(60).meta({ title: "How long an outside door may stand open by day", unit: "min" }),
  windows: z.array(z.string()).default(["night"]).meta({ title: "Windows that are night" }),
});

interface Door extends DeviceEntry {
  /** Null while it is closed. Epoch ms. */
  open: Opening | null;
}

/** With the terms with which it began; none where nobody waits for the closing. */
interface Opening {
  since: number;
  /** When to look next; null when there is nothing more to say. */
  lookAt: number | null;
  rang: boolean;
  terms: { nightMs: number; dayMs: number; windows: readonly PlanWindow[] } | null;
}

const wakeAt = (doors: readonly Door[]) => earliestTime(doors, (door) => door.open?.lookAt ?? null);

/**
 * An outside door stands open longer than night or day allows, whichever it is then: advisory by day, urgent by night. One open
 * since the day grows urgent in the night as soon as it has stood for the night's time. When night begins is asked only
 * of doors that have stood open for a while, for most are closed at once.
 */
export const doorOpen = defineRule<readonly Door[], z.infer<typeof settings>>({
  name: "doorOpen",
  version: 1,
  title: "Outside door left open",
  explains: "An outside door stands open longer than its time by day or by night: advisory by day, urgent by night.",
  settings,
  reads: ["door"],
  timeBase: "eventTime",
  needs: [outsideDoorNeed],
  start({ home }, state = []) {
    const there = withoutRemovedEntries(state, home);
    return { state: there, wakeAt: wakeAt(there) };
  },
  onReading(state, reading, { home, settings, windows, finishing }) {
    const { value, deviceId, time } = reading;
    if (value.kind !== "door" || !isOutsideDoor(home, deviceId)) return null;
    const door = entryOf(state, deviceId);
    if (door !== undefined && (door.open !== null) === value.open) return null;
    const decisions: Decision[] = [];
    let open: Opening | null = null;
    if (value.open) {
      // One that stood open before the record begins is told as of that beginning; it was heard of when it opened.
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
  hasOpenEpisode: (state) => state.some(({ open }) => open !== null && open.terms !== null),
});

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

/** True too when it is told later than it fell due. */
function sentenceFor(home: HomeFacts, { deviceId, open }: Door, now: number, priority: "advisory" | "urgent"): string {
  const since = open?.since ?? now;
  const when = priority === "urgent" ? " in the night" : "";
  return doorText(home, deviceId, `open${when} for over ${durationText(now - since)}, since ${momentText(since, now, home.timezone)}`);
}
