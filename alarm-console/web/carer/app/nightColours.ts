import { showColours } from "../../shared/design/colours.ts";

const isNight = (hour: number): boolean => hour >= 20 || hour < 7;

/** Dark from 20:00 to 07:00 by the phone's own clock, also on a phone that is set to light: it is looked at in a dark bedroom. */
export function followTheNight(): void {
  const follow = () => showColours(isNight(new Date().getHours()) ? "dark" : "system");
  follow();
  setInterval(follow, 60_000);
  document.addEventListener("visibilitychange", follow);
}
