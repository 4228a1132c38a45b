import { z } from "zod";
import type { Decision } from "#domain/decision.ts";
import { lateAfterIntervals, offlineAfterIntervals } from "#domain/deviceStatus.ts";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import { earliestTime } from "../perDevice.ts";
import { orderedSettings } from "../plan/settingsOrder.ts";
import { defineRule, type RuleContext } from "../rule.ts";
import { durationText, momentText } from "../timeText.ts";

const intervals = z.number().min(1).max(100);
const settings = z
  .strictObject({
    lateAfterIntervals: intervals.default(lateAfterIntervals).meta({ title: "Late after", unit: "expected intervals" }),
    offlineAfterIntervals: intervals.default(offlineAfterIntervals).meta({ title: "Offline after", unit: "expected intervals" }),
  })
  .refine(...orderedSettings("lateAfterIntervals", "offlineAfterIntervals"));
type Settings = z.infer<typeof settings>;

/** Flat, for it is in every home and changes with every reading. Times in epoch ms by the home's clock. */
interface Heard {
  /** Those that are expected to speak, sorted. */
  ids: readonly DeviceId[];
  /** When each was last heard. Negative for never: then since when it is waited for. Zero where it is not. */
  at: readonly number[];
  late: readonly DeviceId[];
  offline: readonly DeviceId[];
  /** When to look who is late: never after that is so, mostly before, for each word puts it off. */
  lookAt: number | null;
}

const none: readonly never[] = [];
const beginning: Heard = { ids: none, at: none, late: none, offline: none, lookAt: null };
const justRegisteredMs = 60_000;

const lateEpisode = (id: DeviceId): string => `late/${id}`;

/**
 * A device that misses its own expected interval: late on the technical list, then offline in the queue. Any reading is life
 * of its device, and counts from its arrival. One episode a device, so one that comes and goes stays one alarm while that is open.
 */
export const silence = defineRule<Heard, Settings>({
  name: "silence",
  version: 2,
  title: "Device silent",
  explains: "A device was not heard for longer than it should be: first late, on the technical list, then offline, in the queue.",
  settings,
  reads: "all",
  timeBase: "arrivalTime",
  housekeeping: true,
  needs: [],
  start(context, state) {
    const { home, now } = context;
    const expected = [...home.devices.values()].filter(({ expectedIntervalSeconds }) => expectedIntervalSeconds !== null);
    const ids = expected.map(({ id }) => id).sort();
    if (state !== undefined && ids.join() === state.ids.join()) return standing(state, earlier(state, context));
    const before = state ?? beginning;
    const at = ids.map((id) => {
      const place = before.ids.indexOf(id);
      if (place >= 0) return before.at[place] as number;
      // A test home's devices were registered on another clock than its readings', so there only what was heard can fall silent.
      if (home.mode === "test") return 0;
      const { registeredAt } = home.devices.get(id) as { registeredAt: number };
      // What begins without a past, long after a device came, cannot know when that was last heard.
      return -Math.max(registeredAt, state === undefined ? now : registeredAt);
    });
    const next = { ids, at, late: ofThese(before.late, ids), offline: ofThese(before.offline, ids), lookAt: null };
    return standing(next, firstDue(next, context));
  },
  onReading(state, { deviceId }, { home, settings, now }) {
    const place = state.ids.indexOf(deviceId);
    if (place < 0) return null;
    let { late, offline } = state;
    let decisions: readonly Decision[] = none;
    if (late.length > 0 || offline.length > 0) {
      decisions = heardAgain(state, place, home, now);
      late = without(late, deviceId);
      offline = without(offline, deviceId);
    }
    const before = state.at[place] as number;
    const at = state.at.slice();
    at[place] = now;
    // A word puts off the next look, but for a device of which none was expected or waited for so soon.
    const waited = before > 0 && offline === state.offline ? state.lookAt : null;
    const lookAt = waited ?? earliestTime([state.lookAt, now + firstAfter(settings) * intervalMs(home, deviceId)], (one) => one);
    return { state: { ids: state.ids, at, late, offline, lookAt }, wakeAt: lookAt, decisions };
  },
  onTimer(state, dueAt, context) {
    const decisions: Decision[] = [];
    let { late, offline } = state;
    for (const [place, id] of state.ids.entries()) {
      const dueOf = dueTimes(state, place, context);
      const sentence = (): string => sentenceFor(context.home, id, state.at[place] as number, dueAt);
      if (dueOf.offlineAt !== null && dueOf.offlineAt <= dueAt) {
        offline = [...offline, id];
        const text = `${sentence()}. Check its power and connection.`;
        decisions.push({ do: "raise", episode: id, priority: "info", sentence: text, deviceId: id });
      } else if (dueOf.lateAt !== null && dueOf.lateAt <= dueAt) {
        late = [...late, id];
        decisions.push({ do: "raise", episode: lateEpisode(id), priority: "info", sentence: sentence(), deviceId: id, technical: true });
      }
    }
    const same = late === state.late && offline === state.offline;
    const next = same ? state : { ...state, late, offline };
    return { ...standing(next, firstDue(next, context)), decisions };
  },
});

const standing = (state: Heard, lookAt: number | null) => ({
  state: state.lookAt === lookAt ? state : { ...state, lookAt },
  wakeAt: lookAt,
});

const ofThese = (all: readonly DeviceId[], ids: readonly DeviceId[]): readonly DeviceId[] =>
  all.every((id) => ids.includes(id)) ? all : all.filter((id) => ids.includes(id));

const without = (all: readonly DeviceId[], id: DeviceId): readonly DeviceId[] => (all.includes(id) ? all.filter((one) => one !== id) : all);

const firstAfter = ({ lateAfterIntervals, offlineAfterIntervals }: Settings): number => Math.min(lateAfterIntervals, offlineAfterIntervals);

const intervalMs = (home: HomeFacts, id: DeviceId): number => (home.devices.get(id)?.expectedIntervalSeconds ?? 0) * 1000;

/** When a device will be late and offline; null for what it is already, or cannot be. What never spoke is not late, only offline. */
function dueTimes({ ids, at, late, offline }: Heard, place: number, { home, settings }: RuleContext<Settings>) {
  const id = ids[place] as DeviceId;
  const since = at[place] as number;
  const interval = intervalMs(home, id);
  if (since === 0 || interval === 0 || offline.includes(id)) return { lateAt: null, offlineAt: null };
  const offlineAt = Math.abs(since) + settings.offlineAfterIntervals * interval;
  return { lateAt: since < 0 || late.includes(id) ? null : since + settings.lateAfterIntervals * interval, offlineAt };
}

function firstDue(state: Heard, context: RuleContext<Settings>): number | null {
  let first: number | null = null;
  for (let place = 0; place < state.ids.length; place += 1) {
    const { lateAt, offlineAt } = dueTimes(state, place, context);
    for (const due of [lateAt, offlineAt]) if (due !== null && (first === null || due < first)) first = due;
  }
  return first;
}

/** As before, unless that were too late after a change of settings or intervals. */
function earlier(state: Heard, context: RuleContext<Settings>): number | null {
  const first = firstDue(state, context);
  return state.lookAt !== null && first !== null && state.lookAt <= first ? state.lookAt : first;
}

function heardAgain({ ids, at, late, offline }: Heard, place: number, home: HomeFacts, now: number): Decision[] {
  const id = ids[place] as DeviceId;
  const silentFor = durationText(now - Math.abs(at[place] as number));
  const text = `Heard again at ${momentText(now, now, home.timezone)} after ${silentFor}: ${deviceLabel(home.devices.get(id))}`;
  const ended = [...(offline.includes(id) ? [id] : []), ...(late.includes(id) ? [lateEpisode(id)] : [])];
  return ended.map((episode) => ({ do: "addNote", episode, text, endsEpisode: true }));
}

/** "Nothing heard for 3 h, last at 09:14 (expected every 1 h): Pendant, bedroom" */
function sentenceFor(home: HomeFacts, id: DeviceId, at: number, dueAt: number): string {
  const device = home.devices.get(id);
  const silentFor = durationText(dueAt - Math.abs(at));
  const sinceRegistered = device !== undefined && -at - device.registeredAt < justRegisteredMs;
  const never = sinceRegistered ? `Never heard since registered ${silentFor} ago` : `Nothing heard for ${silentFor} or longer`;
  const heard = at < 0 ? never : `Nothing heard for ${silentFor}, last at ${momentText(at, dueAt, home.timezone)}`;
  return `${heard} (expected every ${durationText(intervalMs(home, id))}): ${deviceLabel(device)}`;
}
