import type { OutageSettings } from "./outageSettings.ts";

/** At most this share of its homes may be silent when an outage ends. */
const fewShare = 0.1;

/**
 * Whether the others are back, so that each home that is still silent rings by itself. So it is when no home is silent, or when few are, and none
 * has come back for `backMinutes`. Few: at most half of the homes that make an outage, or a tenth of its homes. Half, so that one home more or
 * less does not open and end outages in turn.
 *
 * Example with the defaults, 30 homes: 28 come back until 11:20, and no other until 11:35. The outage is over, and two homes ring.
 */
export function isOver(
  { homes, silent, lastBackAt }: { homes: number; silent: number; lastBackAt: number },
  settings: Pick<OutageSettings, "homes" | "backMinutes">,
  now: number,
): boolean {
  if (silent === 0 && homes > 0) return true;
  const few = Math.max(Math.floor(settings.homes / 2), Math.floor(homes * fewShare));
  return silent <= few && now - lastBackAt >= settings.backMinutes * 60_000;
}
