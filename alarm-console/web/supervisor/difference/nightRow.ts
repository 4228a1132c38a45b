import type { AlarmDifference } from "#domain/planDifference.ts";
import { wallMinute } from "../../shared/clock/wallTime.ts";
import { markedAt } from "./changeText.ts";

/** The position of a mark: 0 is noon, 0.5 midnight, 1 the next noon. The lane keeps it apart from its neighbours. */
export interface Mark {
  alarm: AlarmDifference;
  at: number;
  /** The position under the current plan when that differs; else null. */
  was: number | null;
  lane: number;
  /** The label is left of the mark, because there is no room on the right. */
  leftwards: boolean;
}

/** 22:00 is 10/24. It uses local clock times, so that both clock-change nights look like any other night. */
export function partOfNight(at: string, timezone: string): number {
  const [hour = 0, minute = 0] = wallMinute(at, timezone).split(":").map(Number);
  return ((hour * 60 + minute + 720) % 1440) / 1440;
}

/** The marks of one night in as few lanes as possible without overlap. A label takes `labelPart` of the row's width. */
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
