import { z } from "zod";
import type { Priority } from "#domain/alarm.ts";
import type { Decision } from "#domain/decision.ts";
import { lateAfterIntervals, offlineAfterIntervals } from "#domain/deviceStatus.ts";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import { isAtHighRisk, isCallDevice } from "#domain/outage/highRisk.ts";
import { riskName } from "#domain/record/riskNames.ts";
import { shortGapMs } from "#domain/serviceIncident.ts";
import { notListenedMs, reconnectMinutes, silenceReaches } from "#domain/time/listening.ts";
import { earliestTime } from "../perDevice.ts";
import { orderedSettings } from "../plan/settingsOrder.ts";
import { defineRule, type RuleContext } from "../rule.ts";
import { durationText, momentText } from "../timeText.ts";

const intervals = z.number().min(1).max(100);
const settings = z
  .strictObject({
    lateAfterIntervals: intervals.default(lateAfterIntervals).meta({ title: "Late after", unit: "expected intervals" }),
    offlineAfterIntervals: intervals.default(offlineAfterIntervals).meta({ title: "Offline after", unit: "expected intervals" }),
    reconnectMinutes: z
      .number()
      .min(0)
      .max(60)
      .default(reconnectMinutes)
      .meta({ title: "Time for devices to connect again after Link Line was not listening", unit: "min" }),
  })
  .refine(...orderedSettings("lateAfterIntervals", "offlineAfterIntervals"));
type Settings = z.infer<typeof settings>;

/** In flat lists, because every home has it and every reading changes it. Times in epoch ms by the clock of the home. */
interface SilenceState {
  /** The devices with an expected interval, sorted. */
  ids: readonly DeviceId[];
  /** When each device was last heard. Negative: never heard, and waited for since that time. Zero: not waited for. */
  at: readonly number[];
  late: readonly DeviceId[];
  offline: readonly DeviceId[];
  /** When to check next. Never later than the first device becomes late; mostly earlier, because readings since then have put that off. */
  lookAt: number | null;
}

const none: readonly never[] = [];
const beginning: SilenceState = { ids: none, at: none, late: none, offline: none, lookAt: null };
const justRegisteredMs = 60_000;

const lateEpisode = (id: DeviceId): string => `late/${id}`;

/**
 * A device that sends nothing for longer than its expected interval (docs/guarantees.md, 11). Any reading counts, from its arrival. Time
 * in which the service did not listen does not count (`silenceReaches`).
 *
 * Raises, with priority info: `late/<device>` on the technical list after 1.5 intervals, `<device>` in the queue after 3. Products on
 * the market report after 3 to 6 missed intervals. A device that never sent anything is reported after 3 only. The second is urgent if it is
 * a pendant or fall detector, and a person of the home is at high risk: the person may need help now and cannot call.
 * Ends: with the next reading of the device. It has one episode of each kind, so a device that comes and goes rings in the same alarm
 * while that is open.
 *
 * Example: a pendant is expected every hour and was last heard at 09:14. Late at 10:44, offline at 12:14, heard again at 16:12:
 * both episodes end with "Heard again at 16:12 after 6 h 58 min: Pendant, bedroom". With the service off from 10:02 to 14:02, the same
 * pendant would be late at 14:44 and offline at 16:14.
 */
export const silence = defineRule<SilenceState, Settings>({
  name: "silence",
  version: 2,
  title: "Device silent",
  explains: "A device has sent nothing for longer than expected: first late, on the technical list, then offline, in the queue.",
  settings,
  reads: "all",
  timeBase: "arrivalTime",
  housekeeping: true,
  needs: [],
  start(context, state) {
    const { home, now } = context;
    const expected = [...home.devices.values()].filter(({ expectedIntervalSeconds }) => expectedIntervalSeconds !== null);
    const ids = expected.map(({ id }) => id).sort();
    if (state !== undefined && ids.join() === state.ids.join()) return withNextCheck(state, checkTime(state, context));
    const before = state ?? beginning;
    const at = ids.map((id) => {
      const place = before.ids.indexOf(id);
      if (place >= 0) return before.at[place] as number;
      // In a test home registration and readings have different clocks, so only a device that was heard can be late.
      if (home.mode === "test") return 0;
      const { registeredAt } = home.devices.get(id) as { registeredAt: number };
      // Without an earlier state it is unknown when the device was last heard, so the wait begins now.
      return -Math.max(registeredAt, state === undefined ? now : registeredAt);
    });
    const next = { ids, at, late: onlyThese(before.late, ids), offline: onlyThese(before.offline, ids), lookAt: null };
    return withNextCheck(next, firstDue(next, context));
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
    const lastHeardAt = state.at[place] as number;
    const at = state.at.slice();
    at[place] = now;
    // The check time stays: the timer finds out that this reading has put it off. A device not waited for until now may need an earlier check.
    const unchanged = lastHeardAt > 0 && offline === state.offline ? state.lookAt : null;
    const lookAt = unchanged ?? earliestTime([state.lookAt, now + firstAfter(settings) * intervalMs(home, deviceId)], (one) => one);
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
        decisions.push({ do: "raise", episode: id, ...offlineAlarm(context.home, id, sentence()), deviceId: id });
      } else if (dueOf.lateAt !== null && dueOf.lateAt <= dueAt) {
        late = [...late, id];
        decisions.push({ do: "raise", episode: lateEpisode(id), priority: "info", sentence: sentence(), deviceId: id, technical: true });
      }
    }
    const same = late === state.late && offline === state.offline;
    const next = same ? state : { ...state, late, offline };
    return { ...withNextCheck(next, firstDue(next, context)), decisions };
  },
});

const withNextCheck = (state: SilenceState, lookAt: number | null) => ({
  state: state.lookAt === lookAt ? state : { ...state, lookAt },
  wakeAt: lookAt,
});

const onlyThese = (all: readonly DeviceId[], ids: readonly DeviceId[]): readonly DeviceId[] =>
  all.every((id) => ids.includes(id)) ? all : all.filter((id) => ids.includes(id));

const without = (all: readonly DeviceId[], id: DeviceId): readonly DeviceId[] => (all.includes(id) ? all.filter((one) => one !== id) : all);

const firstAfter = ({ lateAfterIntervals, offlineAfterIntervals }: Settings): number => Math.min(lateAfterIntervals, offlineAfterIntervals);

const intervalMs = (home: HomeFacts, id: DeviceId): number => (home.devices.get(id)?.expectedIntervalSeconds ?? 0) * 1000;

/** When a device becomes late and offline; null where it already is or cannot be. A device that was never heard is never late, only offline. */
function dueTimes({ ids, at, late, offline }: SilenceState, place: number, { home, settings }: RuleContext<Settings>) {
  const id = ids[place] as DeviceId;
  const since = at[place] as number;
  const interval = intervalMs(home, id);
  if (since === 0 || interval === 0 || offline.includes(id)) return { lateAt: null, offlineAt: null };
  const reached = (intervals: number): number =>
    silenceReaches(Math.abs(since), intervals * interval, home.listeningGaps, settings.reconnectMinutes * 60_000);
  return {
    lateAt: since < 0 || late.includes(id) ? null : reached(settings.lateAfterIntervals),
    offlineAt: reached(settings.offlineAfterIntervals),
  };
}

function firstDue(state: SilenceState, context: RuleContext<Settings>): number | null {
  let first: number | null = null;
  for (let place = 0; place < state.ids.length; place += 1) {
    const { lateAt, offlineAt } = dueTimes(state, place, context);
    for (const due of [lateAt, offlineAt]) if (due !== null && (first === null || due < first)) first = due;
  }
  return first;
}

/** The check time as before, unless a change of settings or intervals makes an earlier one necessary. */
function checkTime(state: SilenceState, context: RuleContext<Settings>): number | null {
  const first = firstDue(state, context);
  return state.lookAt !== null && first !== null && state.lookAt <= first ? state.lookAt : first;
}

/** A person at high risk who cannot call may not be found: the silence of what they call with is urgent. */
function offlineAlarm({ devices, atRisk }: HomeFacts, id: DeviceId, silent: string): { priority: Priority; sentence: string } {
  const device = devices.get(id);
  if (device === undefined || !isCallDevice(device) || !isAtHighRisk(atRisk))
    return { priority: "info", sentence: `${silent}. Check its power and connection.` };
  const why = atRisk.risks.map(riskName).join(", ");
  return {
    priority: "urgent",
    sentence: `${silent}. ${atRisk.name} is at high risk (${why}) and may not be able to call for help. Call the home, then check the power and connection of the device.`,
  };
}

function heardAgain({ ids, at, late, offline }: SilenceState, place: number, home: HomeFacts, now: number): Decision[] {
  const id = ids[place] as DeviceId;
  const silentFor = durationText(now - Math.abs(at[place] as number));
  const text = `Heard again at ${momentText(now, now, home.timezone)} after ${silentFor}: ${deviceLabel(home.devices.get(id))}`;
  const ended = [...(offline.includes(id) ? [id] : []), ...(late.includes(id) ? [lateEpisode(id)] : [])];
  return ended.map((episode) => ({ do: "addNote", episode, text, endsEpisode: true }));
}

/**
 * "Nothing heard for 3 h, last at 09:14 (expected every 1 h): Pendant, bedroom". After a gap of 4 h: "Nothing heard for 7 h, last at 09:14
 * (expected every 1 h; Link Line was not listening for 4 h of that): Pendant, bedroom".
 */
function sentenceFor(home: HomeFacts, id: DeviceId, at: number, dueAt: number): string {
  const device = home.devices.get(id);
  const silentFor = durationText(dueAt - Math.abs(at));
  const sinceRegistered = device !== undefined && -at - device.registeredAt < justRegisteredMs;
  const never = sinceRegistered ? `Never heard since registered ${silentFor} ago` : `Nothing heard for ${silentFor} or longer`;
  const heard = at < 0 ? never : `Nothing heard for ${silentFor}, last at ${momentText(at, dueAt, home.timezone)}`;
  const missedMs = notListenedMs(home.listeningGaps, Math.abs(at), dueAt);
  const missed = missedMs < shortGapMs ? "" : `; Link Line was not listening for ${durationText(missedMs)} of that`;
  return `${heard} (expected every ${durationText(intervalMs(home, id))}${missed}): ${deviceLabel(device)}`;
}
