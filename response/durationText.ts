/** What happens later than this, in ms, says how late it is: for example because the service was down. */
export const sayLateAfterMs = 10_000;

/** "90 s", "45 min", "3 h 47 min": in seconds below two minutes, because the waits of answering are so short. Rounded. */
export function durationText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
