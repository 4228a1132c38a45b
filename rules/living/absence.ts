import { z } from "zod";
import { type Absence, absenceEnd, absencesAt, absenceText } from "#domain/absence.ts";
import type { Decision } from "#domain/decision.ts";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import { earliestTime } from "../perDevice.ts";
import { defineRule } from "../rule.ts";
import { eventTimeText, momentText } from "../timeText.ts";
import { type BedOrChair, bedOrChairAt, type Occupancy, updateOccupancy, withoutRemovedBedsAndChairs } from "./occupancy.ts";
import { type SignsOfLifeTerms, signsOfLifeSettings } from "./signsOfLife.ts";

const settings = z.strictObject({
  ...signsOfLifeSettings(3),
  leavingMinutes: z
    .number()
    .min(0)
    .max(240)
    .default(10)
    .meta({ title: "Time after the beginning in which signs of life come from people who leave", unit: "min" }),
});

type Settings = z.infer<typeof settings>;

/** The first number of a bed or chair in `seatTimes` is positive if it was taken, negative if it was left (see `Occupancy`). */
interface AbsenceState extends Occupancy {
  /** Movements during an absence that are not a certain sign of life yet, by event time in epoch ms, oldest first. */
  moved: readonly number[];
  /** Ids of absences whose end this rule has reported. */
  over: readonly string[];
}

/** A hub may deliver buffered movements in any order, so old ones stay too. The list is short: three close together end the absence. */
const maxMovements = 24;

const none: readonly never[] = [];
const firstState: AbsenceState = { seats: none, seatTimes: none, moved: none, over: none };

/**
 * Ends an absence at its planned end, or at the first certain sign that a person is home, and informs staff with an alarm of priority
 * `info`. From then on all rules of the plan work again. Certain signs are a press, a fall detector, a bed or chair that is taken, and
 * three movements within ten minutes; a bed that is left may have been stripped. Signs of the first ten minutes come from people who
 * leave and do not count, but a person who lies in bed after them stays. A staying carer's absence ends only at its planned end. The
 * episode is the absence's id, and it ends with the absence.
 *
 * Example: in hospital from 22 November 10:00 until 24 November 12:00. On the 23rd movement at 09:00, then nothing: a stray movement.
 * Bed occupied 22:30: the absence ends, "Someone is home: seen 22:30 by Bed sensor, Bedroom. The absence (in hospital until 2026-11-24 12:00)
 * has ended", and the note "All rules of the plan work again".
 */
export const absence = defineRule<AbsenceState, Settings>({
  name: "absence",
  version: 2,
  title: "Back from an absence",
  explains: "Ends an absence at its planned end, or as soon as sensors show that someone is home, and informs staff.",
  settings,
  reads: ["motion", "bed", "chair", "button", "fall"],
  timeBase: "arrivalTime",
  housekeeping: true,
  needs: [],
  start({ home, settings, now }, state = firstState) {
    const current = withoutRemovedBedsAndChairs(state, home);
    const over = state.over.filter((id) => home.absences.some((absence) => absence.id === id));
    const next = over.length === state.over.length ? current : { ...current, over };
    return { state: next, wakeAt: wakeAt(next, home, settings, now) };
  },
  onReading(before, reading, { home, settings, now }) {
    const { seen, certainAt } = addReading(before, reading);
    const absence = absenceAt(before, certainAt ?? reading.time, home, settings);
    // Outside absences this rule ignores movements.
    if (absence === undefined && reading.value.kind === "motion") return null;
    const ends = absence !== undefined && (certainAt !== null || areCertain(seen.moved, settings));
    if (!ends && seen === before) return null;
    const state = ends ? { ...seen, moved: none, over: before.over.concat(absence.id) } : seen;
    return { state, wakeAt: wakeAt(state, home, settings, now), decisions: ends ? endedByReading(absence, reading, home) : none };
  },
  onTimer(state, dueAt, { home, settings }) {
    const decisions: Decision[] = [];
    const over = state.over.slice();
    for (const absence of home.absences) {
      if (!isRunning(state, absence)) continue;
      const bed = bedTakenIn(absence, state, home);
      if (absence.endsAt <= dueAt) decisions.push(...endedAsPlanned(absence, dueAt, home));
      else if (bed !== undefined && leavingIsOver(absence, dueAt, settings))
        decisions.push(...endedByPersonInBed(absence, bed, dueAt, home));
      else continue;
      over.push(absence.id);
    }
    const next = { ...state, over };
    return { state: next, wakeAt: wakeAt(next, home, settings, dueAt), decisions };
  },
  // An absence ends at a date and time, even if the clock showed another before.
  afterServerStep: (state, _byMs, { home, settings, now }) => ({ state, wakeAt: wakeAt(state, home, settings, now) }),
});

const isRunning = ({ over }: AbsenceState, { id, endedAt }: Absence): boolean => endedAt === null && !over.includes(id);

function wakeAt(state: AbsenceState, home: HomeFacts, { leavingMinutes }: Settings, now: number): number | null {
  if (home.absences.length === 0) return null;
  return earliestTime(home.absences, (absence) => {
    if (!isRunning(state, absence)) return null;
    if (bedTakenIn(absence, state, home) === undefined) return absence.endsAt;
    return Math.min(absence.endsAt, Math.max(now, absence.startsAt + leavingMinutes * 60_000));
  });
}

const leavingIsOver = ({ startsAt }: Absence, at: number, { leavingMinutes }: Settings): boolean =>
  at >= startsAt + leavingMinutes * 60_000;

/** While a carer stays, signs of life are expected. */
const leavesHomeEmpty = ({ kind }: Absence): boolean => kind !== "carerStaying";

/** The absence that a sign of life at this time (epoch ms) ends. */
const absenceAt = (state: AbsenceState, at: number, home: HomeFacts, settings: Settings): Absence | undefined =>
  home.absences.length === 0
    ? undefined
    : absencesAt(home, at).find((absence) => isRunning(state, absence) && leavesHomeEmpty(absence) && leavingIsOver(absence, at, settings));

/**
 * A bed that was taken since the absence began: a person still in it when the others have left stays at home. A chair does not count,
 * because people wait in it for the taxi. A bed taken before does not count, because a suitcase may lie on it.
 */
const bedTakenIn = (absence: Absence, state: AbsenceState, { devices }: HomeFacts): BedOrChair | undefined =>
  leavesHomeEmpty(absence)
    ? state.seats
        .map((_, place) => bedOrChairAt(state, place))
        .find(({ deviceId, inUse, since }) => inUse && since >= absence.startsAt && devices.get(deviceId)?.kind === "bed")
    : undefined;

/** The state after a reading. `certainAt` is the time of a certain sign that a person is home; null for none. */
function addReading(state: AbsenceState, { deviceId, time, value }: Reading): { seen: AbsenceState; certainAt: number | null } {
  switch (value.kind) {
    case "bed":
    case "chair": {
      const { state: seen, takenAt } = updateOccupancy(state, deviceId, value.occupied, time);
      return { seen, certainAt: takenAt };
    }
    case "motion": {
      if (!value.detected) return { seen: state, certainAt: null };
      const moved = state.moved.concat([time]).sort((a, b) => a - b);
      return { seen: { ...state, moved: moved.slice(-maxMovements) }, certainAt: null };
    }
    case "button":
      return { seen: state, certainAt: value.pressed ? time : null };
    default:
      return { seen: state, certainAt: value.kind === "fall" ? time : null };
  }
}

/** Whether `motionCount` movements lie within `motionMinutes`, in any order of arrival. */
const areCertain = (moved: readonly number[], { motionCount, motionMinutes }: SignsOfLifeTerms): boolean =>
  moved.some((at, place) => at - (moved[place - motionCount + 1] ?? Number.NEGATIVE_INFINITY) <= motionMinutes * 60_000);

const rulesWorkAgain = ({ id }: Absence): Decision => ({
  do: "addNote",
  episode: id,
  text: "All rules of the plan work again",
  endsEpisode: true,
});

const endedByReading = (absence: Absence, reading: Reading, home: HomeFacts): Decision[] =>
  endedEarly(absence, `seen ${eventTimeText(reading, home)}`, reading.deviceId, reading.arrivedAt, home);

const endedByPersonInBed = (absence: Absence, { deviceId, since }: BedOrChair, dueAt: number, home: HomeFacts): Decision[] =>
  endedEarly(absence, `in bed since ${momentText(since, dueAt, home.timezone)}, seen`, deviceId, dueAt, home);

/** `sign` is what the device showed: "seen 22:30". */
function endedEarly(absence: Absence, sign: string, deviceId: DeviceId, now: number, home: HomeFacts): Decision[] {
  const until = momentText(absenceEnd(absence), now, home.timezone);
  const who = `Someone is home: ${sign} by ${deviceLabel(home.devices.get(deviceId))}`;
  const sentence = `${who}. The absence (${absenceText(absence)} until ${until}) has ended`;
  return [
    { do: "endAbsence", episode: absence.id, absenceId: absence.id },
    { do: "raise", episode: absence.id, priority: "info", sentence, deviceId },
    rulesWorkAgain(absence),
  ];
}

function endedAsPlanned(absence: Absence, dueAt: number, home: HomeFacts): Decision[] {
  const sentence = `The absence (${absenceText(absence)}) ended as planned, ${momentText(absence.endsAt, dueAt, home.timezone)}`;
  return [{ do: "raise", episode: absence.id, priority: "info", sentence, deviceId: null }, rulesWorkAgain(absence)];
}
