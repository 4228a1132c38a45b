import { z } from "zod";
import { type Absence, absenceEnd, absencesAt, absenceText } from "#domain/absence.ts";
import type { Decision } from "#domain/decision.ts";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import { type LifeTerms, lifeSettings, withState } from "./life.ts";
import { momentText } from "./momentText.ts";
import { earliest } from "./perDevice.ts";
import { happenedText } from "./readingClock.ts";
import { defineRule } from "./rule.ts";

const settings = z.strictObject({
  ...lifeSettings(3),
  leavingMinutes: z
    .number()
    .min(0)
    .max(240)
    .default(10)
    .meta({ title: "Life so soon after the beginning is of those who are leaving", unit: "min" }),
});

interface Away {
  /** Beds and chairs that somebody is in: to say so again is no sign. */
  inUse: readonly DeviceId[];
  /** Movements while an absence lasts that are no certain life yet, by when they happened, oldest first. Epoch ms. */
  moved: readonly number[];
  /** Absences that have been told to be over. */
  over: readonly string[];
}

/** A hub's backlog may come in any order, so that strays of hours ago are kept; there are few, for a few more would be life. */
const movedKept = 24;

const none: readonly never[] = [];
const beginning: Away = { inUse: none, moved: none, over: none };

/** An absence ends at its end, or at the first certain sign that somebody is home, and staff are told. */
export const absence = defineRule<Away, z.infer<typeof settings>>({
  name: "absence",
  version: 1,
  title: "Back from an absence",
  explains: "An absence ends at its planned end, or as soon as somebody is certainly home; staff are told.",
  settings,
  reads: ["motion", "bed", "chair", "button", "fall"],
  order: "arrival",
  housekeeping: true,
  needs: [],
  start({ home }, state = beginning) {
    const inUse = state.inUse.filter((id) => home.devices.has(id));
    const over = state.over.filter((id) => home.absences.some((one) => one.id === id));
    const same = inUse.length === state.inUse.length && over.length === state.over.length;
    const next = same ? state : { ...state, inUse, over };
    return { state: next, wakeAt: wakeAt(next, home) };
  },
  onReading(before, reading, { home, settings }) {
    const ending = lasting(before, reading.time, home, settings.leavingMinutes * 60_000);
    // Between absences nobody asks who moves.
    if (ending === undefined && reading.value.kind === "motion") return null;
    const sign = signOf(before, reading);
    const ends = ending !== undefined && (sign.certain || areCertain(sign.away.moved, settings));
    if (!ends && sign.away === before) return null;
    const state = ends ? { ...sign.away, moved: none, over: before.over.concat(ending.id) } : sign.away;
    return { state, wakeAt: wakeAt(state, home), decisions: ends ? endedByLife(ending, reading, home) : none };
  },
  onTimer(state, dueAt, { home }) {
    const ended = home.absences.filter((one) => waited(state, one) && one.endsAt <= dueAt);
    const next = { ...state, over: state.over.concat(ended.map(({ id }) => id)) };
    return { state: next, wakeAt: wakeAt(next, home), decisions: ended.flatMap((one) => endedAsPlanned(one, dueAt, home)) };
  },
});

const waited = ({ over }: Away, { id, endedAt }: Absence): boolean => endedAt === null && !over.includes(id);
const wakeAt = (state: Away, { absences }: HomeFacts): number | null =>
  absences.length === 0 ? null : earliest(absences, (one) => (waited(state, one) ? one.endsAt : null));

/** While a carer stays over, life is what is expected; at the beginning it is of those who are leaving. */
const lasting = (state: Away, at: number, home: HomeFacts, leavingMs: number): Absence | undefined =>
  home.absences.length === 0
    ? undefined
    : absencesAt(home, at).find((one) => waited(state, one) && one.kind !== "carerStaying" && at >= one.startsAt + leavingMs);

/** Somebody who lies down is home; a bed or chair that is left may have been stripped or moved. */
function signOf(away: Away, { deviceId, time, value }: Reading): { away: Away; certain: boolean } {
  switch (value.kind) {
    case "bed":
    case "chair": {
      const inUse = withState(away.inUse, deviceId, value.occupied);
      return inUse === away.inUse ? { away, certain: false } : { away: { ...away, inUse }, certain: value.occupied };
    }
    case "motion": {
      if (!value.detected) return { away, certain: false };
      const moved = away.moved.concat([time]).sort((a, b) => a - b);
      return { away: { ...away, moved: moved.slice(-movedKept) }, certain: false };
    }
    case "button":
      return { away, certain: value.pressed };
    default:
      return { away, certain: value.kind === "fall" };
  }
}

/** Whether so many movements lie so close together, in whatever order they came. */
const areCertain = (moved: readonly number[], { motionCount, motionMinutes }: LifeTerms): boolean =>
  moved.some((at, place) => at - (moved[place - motionCount + 1] ?? Number.NEGATIVE_INFINITY) <= motionMinutes * 60_000);

const episodeOf = ({ id }: Absence): string => id;
const guarded = (one: Absence): Decision => ({
  do: "tell",
  episode: episodeOf(one),
  text: "All rules of the plan guard again",
  ends: true,
});

function endedByLife(one: Absence, reading: Reading, home: HomeFacts): Decision[] {
  const { deviceId } = reading;
  const until = momentText(absenceEnd(one), reading.arrivedAt, home.timezone);
  const seen = `Somebody is home, seen ${happenedText(reading, home)} by ${deviceLabel(home.devices.get(deviceId))}`;
  const sentence = `${seen}: the absence (${absenceText(one)} until ${until}) is over`;
  return [
    { do: "endAbsence", episode: episodeOf(one), absenceId: one.id },
    { do: "raise", episode: episodeOf(one), strength: "notice", sentence, deviceId },
    guarded(one),
  ];
}

function endedAsPlanned(one: Absence, dueAt: number, home: HomeFacts): Decision[] {
  const sentence = `The absence (${absenceText(one)}) is over as planned, ${momentText(one.endsAt, dueAt, home.timezone)}`;
  return [{ do: "raise", episode: episodeOf(one), strength: "notice", sentence, deviceId: null }, guarded(one)];
}
