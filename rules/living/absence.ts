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
    .meta({ title: "Life so soon after the beginning is of those who are leaving", unit: "min" }),
});

type Settings = z.infer<typeof settings>;

/** To say again that somebody is in a seat is no sign. */
interface AbsenceState extends Occupancy {
  /** Movements while an absence lasts that are no certain life yet, by when they happened, oldest first. Epoch ms. */
  moved: readonly number[];
  /** Absences that have been told to be over. */
  over: readonly string[];
}

/** A hub's backlog may come in any order, so that strays of hours ago are kept; there are few, for a few more would be life. */
const movedKept = 24;

const none: readonly never[] = [];
const beginning: AbsenceState = { seats: none, seatTimes: none, moved: none, over: none };

/** An absence ends at its end, or at the first certain sign that somebody is home, and staff are told. */
export const absence = defineRule<AbsenceState, Settings>({
  name: "absence",
  version: 2,
  title: "Back from an absence",
  explains: "An absence ends at its planned end, or as soon as somebody is certainly home; staff are told.",
  settings,
  reads: ["motion", "bed", "chair", "button", "fall"],
  timeBase: "arrivalTime",
  housekeeping: true,
  needs: [],
  start({ home, settings, now }, state = beginning) {
    const there = withoutRemovedBedsAndChairs(state, home);
    const over = state.over.filter((id) => home.absences.some((one) => one.id === id));
    const next = over.length === state.over.length ? there : { ...there, over };
    return { state: next, wakeAt: wakeAt(next, home, settings, now) };
  },
  onReading(before, reading, { home, settings, now }) {
    const { away, certainAt } = readSign(before, reading);
    const ending = absenceAt(before, certainAt ?? reading.time, home, settings);
    // Between absences nobody asks who moves.
    if (ending === undefined && reading.value.kind === "motion") return null;
    const ends = ending !== undefined && (certainAt !== null || areCertain(away.moved, settings));
    if (!ends && away === before) return null;
    const state = ends ? { ...away, moved: none, over: before.over.concat(ending.id) } : away;
    return { state, wakeAt: wakeAt(state, home, settings, now), decisions: ends ? endedByReading(ending, reading, home) : none };
  },
  onTimer(state, dueAt, { home, settings }) {
    const decisions: Decision[] = [];
    const over = state.over.slice();
    for (const one of home.absences) {
      if (!isRunning(state, one)) continue;
      const bed = bedTakenIn(state, one, home);
      if (one.endsAt <= dueAt) decisions.push(...endedAsPlanned(one, dueAt, home));
      else if (bed !== undefined && leavingIsOver(one, dueAt, settings)) decisions.push(...endedByPersonInBed(one, bed, dueAt, home));
      else continue;
      over.push(one.id);
    }
    const next = { ...state, over };
    return { state: next, wakeAt: wakeAt(next, home, settings, dueAt), decisions };
  },
});

const isRunning = ({ over }: AbsenceState, { id, endedAt }: Absence): boolean => endedAt === null && !over.includes(id);

function wakeAt(state: AbsenceState, home: HomeFacts, { leavingMinutes }: Settings, now: number): number | null {
  if (home.absences.length === 0) return null;
  return earliestTime(home.absences, (one) => {
    if (!isRunning(state, one)) return null;
    if (bedTakenIn(state, one, home) === undefined) return one.endsAt;
    return Math.min(one.endsAt, Math.max(now, one.startsAt + leavingMinutes * 60_000));
  });
}

/** Whether the beginning is over, in which life is of those who are leaving. */
const leavingIsOver = ({ startsAt }: Absence, at: number, { leavingMinutes }: Settings): boolean =>
  at >= startsAt + leavingMinutes * 60_000;

/** While a carer stays over, life is what is expected. */
const leavesHomeEmpty = ({ kind }: Absence): boolean => kind !== "carerStaying";

const absenceAt = (state: AbsenceState, at: number, home: HomeFacts, settings: Settings): Absence | undefined =>
  home.absences.length === 0
    ? undefined
    : absencesAt(home, at).find((one) => isRunning(state, one) && leavesHomeEmpty(one) && leavingIsOver(one, at, settings));

/**
 * A bed taken since it began: who is in it still when the others have left stays. Not a chair, in which one waits for the taxi, nor a bed
 * taken before, on which a suitcase may lie.
 */
const bedTakenIn = (away: AbsenceState, one: Absence, { devices }: HomeFacts): BedOrChair | undefined =>
  leavesHomeEmpty(one)
    ? away.seats
        .map((_, place) => bedOrChairAt(away, place))
        .find(({ deviceId, inUse, since }) => inUse && since >= one.startsAt && devices.get(deviceId)?.kind === "bed")
    : undefined;

/** Somebody who lies down is home; a bed or chair that is left may have been stripped or moved. `certainAt` is null for no certain sign. */
function readSign(away: AbsenceState, { deviceId, time, value }: Reading): { away: AbsenceState; certainAt: number | null } {
  switch (value.kind) {
    case "bed":
    case "chair": {
      const { knows, takenAt } = updateOccupancy(away, deviceId, value.occupied, time);
      return { away: knows, certainAt: takenAt };
    }
    case "motion": {
      if (!value.detected) return { away, certainAt: null };
      const moved = away.moved.concat([time]).sort((a, b) => a - b);
      return { away: { ...away, moved: moved.slice(-movedKept) }, certainAt: null };
    }
    case "button":
      return { away, certainAt: value.pressed ? time : null };
    default:
      return { away, certainAt: value.kind === "fall" ? time : null };
  }
}

/** Whether so many movements lie so close together, in whatever order they came. */
const areCertain = (moved: readonly number[], { motionCount, motionMinutes }: SignsOfLifeTerms): boolean =>
  moved.some((at, place) => at - (moved[place - motionCount + 1] ?? Number.NEGATIVE_INFINITY) <= motionMinutes * 60_000);

const episodeOf = ({ id }: Absence): string => id;
const rulesWorkAgain = (one: Absence): Decision => ({
  do: "addNote",
  episode: episodeOf(one),
  text: "All rules of the plan guard again",
  endsEpisode: true,
});

function endedByReading(one: Absence, reading: Reading, home: HomeFacts): Decision[] {
  return endedBy(one, `seen ${eventTimeText(reading, home)}`, reading.deviceId, reading.arrivedAt, home);
}

const endedByPersonInBed = (one: Absence, { deviceId, since }: BedOrChair, dueAt: number, home: HomeFacts): Decision[] =>
  endedBy(one, `in bed since ${momentText(since, dueAt, home.timezone)}, seen`, deviceId, dueAt, home);

function endedBy(one: Absence, seen: string, deviceId: DeviceId, now: number, home: HomeFacts): Decision[] {
  const until = momentText(absenceEnd(one), now, home.timezone);
  const somebody = `Somebody is home, ${seen} by ${deviceLabel(home.devices.get(deviceId))}`;
  const sentence = `${somebody}: the absence (${absenceText(one)} until ${until}) is over`;
  return [
    { do: "endAbsence", episode: episodeOf(one), absenceId: one.id },
    { do: "raise", episode: episodeOf(one), priority: "info", sentence, deviceId },
    rulesWorkAgain(one),
  ];
}

function endedAsPlanned(one: Absence, dueAt: number, home: HomeFacts): Decision[] {
  const sentence = `The absence (${absenceText(one)}) is over as planned, ${momentText(one.endsAt, dueAt, home.timezone)}`;
  return [{ do: "raise", episode: episodeOf(one), priority: "info", sentence, deviceId: null }, rulesWorkAgain(one)];
}
