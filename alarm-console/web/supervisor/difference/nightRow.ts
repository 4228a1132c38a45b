import type { AlarmDifference } from "#domain/planDifference.ts";
import { wallMinute } from "../../shared/clock/wallTime.ts";
import { markedAt } from "./changeWords.ts";

/** Where a mark stands in its night: parts of the way from noon to noon, and the lane that keeps it off its neighbours. */
export interface Mark {
  alarm: AlarmDifference;
  at: number;
  /** Where it rang under the present plan, where that is another time. */
  was: number | null;
  lane: number;
  /** Its label stands before it, since the night ends too soon after. */
  leftwards: boolean;
}

/** 22:00 is 10 of 24 hours: by the wall clock, so that both clock-change nights read as the wall read. */
export function partOfNight(at: string, timezone: string): number {
  const [hour = 0, minute = 0] = wallMinute(at, timezone).split(":").map(Number);
  return ((hour * 60 + minute + 720) % 1440) / 1440;
}

/** The marks of one night, each with its label of `labelPart` of the row's width, in as few lanes as keep them apart. */
export function marksOf(alarms: readonly AlarmDifference[], timezone: string, labelPart: number): Mark[] {
  const ends: number[] = [];
  return alarms
    .map((alarm) => {
      const at = partOfNight(markedAt(alarm), timezone);
      const was = alarm.before === null || alarm.after === null ? null : partOfNight(alarm.before.at, timezone);
      return { alarm, at, was: was === at ? null : was, leftwards: at + labelPart > 1 };
    })
    .map((mark) => {
      const left = mark.leftwards ? mark.at - labelPart : mark.at;
      return { ...mark, from: Math.min(left, mark.was ?? 1), to: Math.max(left + labelPart, mark.was ?? 0) };
    })
    .sort((a, b) => a.from - b.from)
    .map(({ from, to, ...mark }) => {
      const free = ends.findIndex((end) => end <= from);
      const lane = free === -1 ? ends.length : free;
      ends[lane] = to;
      return { ...mark, lane };
    });
}
