import { z } from "zod";
import type { Decision } from "#domain/decision.ts";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import { wallClock } from "#domain/time/wallClock.ts";
import { defineRule } from "../rule.ts";
import { momentText } from "../timeText.ts";

/** Messages that follow a ring within this time ring together at its end. */
const foldMs = 10_000;
/** After this long without an unreadable message, the count begins again. */
const countedMs = 3_600_000;
/** A device is off the technical list when it has sent nothing unreadable for this long. */
const calmMs = 24 * 3_600_000;

type Raise = Extract<Decision, { do: "raise" }>;

/** Unreadable messages of one device. Times in epoch ms. */
interface SeenDevice {
  deviceId: DeviceId;
  /** The first that is counted. */
  since: number;
  lastAt: number;
  messages: number;
  /** How many of the messages may be calls. */
  calls: number;
  /** How many calls have not rung yet. */
  callsToRing: number;
  /** How many messages are not on the technical list yet. */
  messagesToList: number;
  /** Until then calls are folded together; null while the next one rings at once. */
  callsFoldUntil: number | null;
  /** The same for the technical list. A message that is no call delays no call. */
  listFoldsUntil: number | null;
}

interface UnreadableState {
  devices: readonly SeenDevice[];
}

const settings = z.strictObject({});
const none: readonly never[] = [];

/**
 * Messages that cannot be read. Their bytes are in quarantine.
 *
 * Raises: critical, where the message may be a call for help, one episode for each device; only a person closes that alarm
 * (docs/guarantees.md, 6 and 8). Further messages ring in it: the first at once, those of the next 10 seconds together, so that a device
 * that sends only rubbish does not fill the screen. Each of those also opens an alarm where a person has closed it. Every unreadable message is also on the technical list, with priority info, until the
 * device has sent no other for 24 hours.
 *
 * Example: a pendant sends half a message at 02:14:00 ("Message from Pendant could not be read: treat as a call"), two more by 02:14:06, and
 * none after that. It rings at 02:14:00, and at 02:14:10: "3 messages from Pendant since 02:14 could not be read: treat as a call".
 */
export const unreadableMessage = defineRule<UnreadableState, z.infer<typeof settings>>({
  name: "unreadableMessage",
  version: 1,
  title: "Message that can't be read",
  explains: "Rings when a message of a pendant, fall detector or smoke alarm can't be read, because it may be a call for help.",
  settings,
  reads: ["unreadable"],
  timeBase: "arrivalTime",
  guardsLife: true,
  needs: [],
  start({ home }, state) {
    const devices = (state?.devices ?? none).filter(({ deviceId }) => home.devices.has(deviceId));
    return withTimer(devices.length === state?.devices.length ? state : { devices });
  },
  onReading(state, { deviceId, value }, { home, now }) {
    if (value.kind !== "unreadable") return null;
    const before = state.devices.find((one) => one.deviceId === deviceId);
    const known = before !== undefined && now - before.lastAt <= countedMs ? before : firstMessage(deviceId, now);
    const call = value.call ? 1 : 0;
    const counted: SeenDevice = {
      ...known,
      lastAt: now,
      messages: known.messages + 1,
      calls: known.calls + call,
      callsToRing: known.callsToRing + call,
      messagesToList: known.messagesToList + 1,
    };
    const others = state.devices.filter((one) => one.deviceId !== deviceId);
    const folded = value.call && counted.callsFoldUntil !== null;
    const { device, decisions } = rung(counted, now, home);
    const repeated: readonly Decision[] = folded ? [{ ...callOf(counted, home), repeated: true }] : none;
    return { ...withTimer({ devices: [...others, device] }), decisions: [...repeated, ...decisions] };
  },
  onTimer(state, dueAt, { home }) {
    const decisions: Decision[] = [];
    const devices = state.devices.flatMap((one): SeenDevice[] => {
      if (one.lastAt + calmMs <= dueAt) {
        const text = `Nothing unreadable since ${wallClock(one.lastAt, home.timezone)}: ${deviceLabel(home.devices.get(one.deviceId))}`;
        decisions.push({ do: "addNote", episode: listEpisode(one.deviceId), text, endsEpisode: true });
        return [];
      }
      const next = rung(afterFolds(one, dueAt), dueAt, home);
      decisions.push(...next.decisions);
      return [next.device];
    });
    return { ...withTimer({ devices }), decisions };
  },
});

const listEpisode = (id: DeviceId): string => `list/${id}`;

const firstMessage = (deviceId: DeviceId, now: number): SeenDevice => ({
  deviceId,
  since: now,
  lastAt: now,
  messages: 0,
  calls: 0,
  callsToRing: 0,
  messagesToList: 0,
  callsFoldUntil: null,
  listFoldsUntil: null,
});

const isOver = (foldsUntil: number | null, now: number): boolean => foldsUntil === null || foldsUntil <= now;
const afterFolds = (one: SeenDevice, now: number): SeenDevice => ({
  ...one,
  callsFoldUntil: isOver(one.callsFoldUntil, now) ? null : one.callsFoldUntil,
  listFoldsUntil: isOver(one.listFoldsUntil, now) ? null : one.listFoldsUntil,
});

/** Rings for what has not rung yet, where nothing is being folded, and begins to fold what follows. */
function rung(one: SeenDevice, now: number, home: HomeFacts): { device: SeenDevice; decisions: readonly Decision[] } {
  let device = one;
  const decisions: Decision[] = [];
  if (device.callsToRing > 0 && device.callsFoldUntil === null) {
    decisions.push(callOf(device, home));
    device = { ...device, callsToRing: 0, callsFoldUntil: now + foldMs };
  }
  if (device.messagesToList > 0 && device.listFoldsUntil === null) {
    decisions.push(listItemOf(device, home));
    device = { ...device, messagesToList: 0, listFoldsUntil: now + foldMs };
  }
  return { device, decisions };
}

function withTimer(state: UnreadableState): { state: UnreadableState; wakeAt: number | null } {
  let wakeAt: number | null = null;
  for (const { callsFoldUntil, listFoldsUntil, lastAt } of state.devices)
    for (const at of [callsFoldUntil, listFoldsUntil, lastAt + calmMs]) if (at !== null && (wakeAt === null || at < wakeAt)) wakeAt = at;
  return { state, wakeAt };
}

function callOf({ deviceId, since, lastAt, calls }: SeenDevice, home: HomeFacts): Raise {
  const label = deviceLabel(home.devices.get(deviceId));
  const which = calls === 1 ? `Message from ${label}` : `${calls} messages from ${label} since ${momentText(since, lastAt, home.timezone)}`;
  return { do: "raise", episode: deviceId, priority: "critical", sentence: `${which} could not be read: treat as a call`, deviceId };
}

function listItemOf({ deviceId, since, lastAt, messages }: SeenDevice, home: HomeFacts): Raise {
  const count = messages === 1 ? "1 message" : `${messages} messages since ${momentText(since, lastAt, home.timezone)}`;
  const sentence = `${count} could not be read (see Unreadable messages): ${deviceLabel(home.devices.get(deviceId))}`;
  return { do: "raise", episode: listEpisode(deviceId), priority: "info", sentence, deviceId, technical: true };
}
