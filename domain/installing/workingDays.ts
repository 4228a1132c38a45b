const dayMs = 86_400_000;

/**
 * The date that is `count` working days after a date such as "2026-11-20". Monday to Friday count; the day itself does not.
 *
 * Example: a battery is reported on Friday 2026-11-20. Two working days later is Tuesday 2026-11-24.
 */
export function afterWorkingDays(date: string, count: number): string {
  let at = Date.parse(date);
  for (let left = count; left > 0; ) {
    at += dayMs;
    if (![0, 6].includes(new Date(at).getUTCDay())) left -= 1;
  }
  return new Date(at).toISOString().slice(0, 10);
}
