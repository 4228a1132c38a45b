import fc from "fast-check";

/** What wall clock and calendar show in one minute, by Intl: an independent oracle for the code under test. */
export interface WallMinute {
  instant: number;
  /** "2026-10-25" */
  date: string;
  /** "01:30" */
  shows: string;
  /** "sun" */
  weekday: string;
}

export interface ClockChange {
  name: string;
  timezone: string;
  minutes: readonly WallMinute[];
}

const minuteMs = 60_000;

/** The local dates of both clock changes of three years. Kathmandu has none, and gets the nights of London. */
const changesOf: Record<string, string[]> = {
  "Europe/London": ["2025-03-30", "2025-10-26", "2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31"],
  "America/New_York": ["2025-03-09", "2025-11-02", "2026-03-08", "2026-11-01", "2027-03-14", "2027-11-07"],
  // By half an hour.
  "Australia/Lord_Howe": ["2025-04-06", "2025-10-05", "2026-04-05", "2026-10-04", "2027-04-04", "2027-10-03"],
  // At midnight: one day begins at 01:00, and the last hour of another comes twice.
  "Africa/Cairo": ["2025-04-25", "2025-10-31", "2026-04-24", "2026-10-30", "2027-04-30", "2027-10-29"],
  "Asia/Beirut": ["2025-10-26", "2026-10-25", "2027-10-31"],
  "America/Asuncion": ["2022-03-27", "2023-03-26", "2024-03-24"],
  // The first hour of a day comes twice.
  "America/Havana": ["2025-11-02", "2026-11-01", "2027-11-07"],
  // A minute after midnight: the calendar shows the evening before again.
  "America/St_Johns": ["2008-11-02", "2009-11-01", "2010-11-07"],
  "Asia/Kathmandu": ["2025-03-30", "2025-10-26", "2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31"],
};

/** Every minute of 84 hours around a clock change. Slow and simple on purpose. */
export const clockChanges: readonly ClockChange[] = Object.entries(changesOf).flatMap(([timezone, dates]) => {
  const wall = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    weekday: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const read = (instant: number): WallMinute => {
    const part = Object.fromEntries(wall.formatToParts(instant).map(({ type, value }) => [type, value]));
    const { year, month, day, hour, minute, weekday } = part as Record<string, string>;
    return { instant, date: `${year}-${month}-${day}`, shows: `${hour}:${minute}`, weekday: (weekday as string).toLowerCase() };
  };
  return dates.map((date) => {
    const from = Date.parse(`${date}T00:00:00Z`) - 36 * 60 * minuteMs;
    return { name: `${timezone} ${date}`, timezone, minutes: Array.from({ length: 84 * 60 }, (_, i) => read(from + i * minuteMs)) };
  });
});

export interface OracleWindow {
  name: string;
  from: string;
  to: string;
  days: readonly string[];
}

const week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const dayMs = 86_400_000;
const dateAfter = (date: string, days: number): string => new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);
const weekdayOn = (date: string): string => week[(new Date(date).getUTCDay() + 6) % 7] as string;

/**
 * The minutes of a clock change that lie in a window, by their instants. For each day on which the window begins: from the first minute at
 * or after its beginning up to the last minute before its end, and everything in between, also where the wall clock repeats or skips an hour.
 */
export function oracleOfWindows(windows: readonly OracleWindow[], { minutes }: ClockChange): (minute: WallMinute) => boolean {
  const inside = new Set<number>();
  for (const { from, to, days } of windows)
    for (let date = dateAfter(minutes[0]?.date ?? "", -1); date <= (minutes.at(-1)?.date ?? ""); date = dateAfter(date, 1)) {
      if (!days.includes(weekdayOn(date))) continue;
      const endDate = from < to ? date : dateAfter(date, 1);
      const first = minutes.findIndex((minute) => minute.date > date || (minute.date === date && minute.shows >= from));
      const last = minutes.findLastIndex((minute) => minute.date < endDate || (minute.date === endDate && minute.shows < to));
      if (first >= 0) for (const { instant } of minutes.slice(first, last + 1)) inside.add(instant);
    }
  return ({ instant }) => inside.has(instant);
}

const twoDigits = (value: number): string => String(value).padStart(2, "0");
const clockText = (minute: number): string => `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;

/** Half of them in the hours that are missing in spring and repeated in autumn, or at their edges. */
export const anyWallTime = fc.oneof(
  fc.integer({ min: 0, max: 1439 }).map(clockText),
  fc.integer({ min: 0, max: 150 }).map(clockText),
  fc.constantFrom("00:00", "01:00", "01:30", "02:00", "02:30", "03:00", "23:00", "22:00", "07:00"),
);

export const anyWindow = fc.record({
  name: fc.constant("night"),
  from: anyWallTime,
  to: anyWallTime,
  days: fc.oneof(fc.constant<(typeof week)[number][]>([...week]), fc.uniqueArray(fc.constantFrom(...week), { minLength: 1, maxLength: 7 })),
});

/** A counterexample shows the name of the night and not its 5,040 minutes. */
export const anyClockChange = fc.constantFrom(...clockChanges.map((change) => ({ ...change, [fc.toStringMethod]: () => change.name })));
