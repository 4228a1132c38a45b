/** A day of a home's life by its own wall clock. */
export interface LocalDay {
  date: Temporal.PlainDate;
  /** Days since 1970-01-01, to seed that day's life. */
  number: number;
  /** Epoch ms at so many hours of the wall clock; 7.5 is 07:30, and 24 or more is the next day. */
  at(hours: number): number;
}

/** The local days from the one that holds `from` (epoch ms), without end. */
export function* localDays(from: number, timezone: string): Generator<LocalDay> {
  let date = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timezone).toPlainDate();
  for (;;) {
    const today = date;
    yield {
      date: today,
      number: Temporal.PlainDate.from("1970-01-01").until(today).days,
      at: (hours) =>
        today
          .toPlainDateTime()
          .add({ milliseconds: Math.round(hours * 3_600_000) })
          .toZonedDateTime(timezone).epochMilliseconds,
    };
    date = date.add({ days: 1 });
  }
}

/** The local days of which a part lies in [from, until) (epoch ms). */
export function daysBetween(from: number, until: number, timezone: string): LocalDay[] {
  const days: LocalDay[] = [];
  for (const day of localDays(from, timezone)) {
    if (day.at(0) >= until) break;
    days.push(day);
  }
  return days;
}

/** The next moment (epoch ms, `from` included) at so many hours of the home's wall clock. */
export function nextAt(hours: number, from: number, timezone: string): number {
  for (const day of localDays(from, timezone)) {
    const moment = day.at(hours);
    if (moment >= from) return moment;
  }
  throw new Error("localDays ends"); // It does not.
}
