/** Monitoring centres are audited on alarms claimed within 60 and within 180 seconds. */
export const answerTargetsSeconds = [60, 180] as const;

/** "47 s", "2:05", "1:02:05", "3 d 4 h". */
export function formatWaited(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}:${two(minutes % 60)}:${two(seconds % 60)}`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** "just now", "40 s ago", "3 min ago", "2 h ago", "5 days ago". */
export function formatAgo(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 5) return "just now";
  if (seconds < 60) return `${seconds} s ago`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ago`;
  return `${Math.floor(hours / 24)} days ago`;
}

/** "45 s", "3 min", "4 h 5 min", "2 days 3 h": the two largest units. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  const days = Math.floor(hours / 24);
  return `${days} ${days === 1 ? "day" : "days"}${hours % 24 === 0 ? "" : ` ${hours % 24} h`}`;
}

/** How many targets a wait has missed: 0 below 60 s, 1 from 60 s, 2 from 180 s. */
export function targetsMissed(ms: number): 0 | 1 | 2 {
  if (ms < answerTargetsSeconds[0] * 1000) return 0;
  return ms < answerTargetsSeconds[1] * 1000 ? 1 : 2;
}
