import { causeText, type OutageCause } from "./outageCause.ts";

const homesText = (count: number): string => (count === 1 ? "1 home" : `${count} homes`);

/** "Outage in the area North: 30 homes fell silent. 12 are back, 18 are still silent." Screens add the time. */
export function outageText(outage: OutageCause & { homes: number; silent: number }): string {
  const back = outage.homes - outage.silent;
  const state =
    back === 0
      ? "None is back yet."
      : `${back} ${back === 1 ? "is" : "are"} back, ${outage.silent} ${outage.silent === 1 ? "is" : "are"} still silent.`;
  return `Outage ${causeText(outage)}. ${homesText(outage.homes)} fell silent. ${state}`;
}

/** "Outage in the area North is over. 30 homes fell silent. 2 are still silent and ring in the queue." */
export function outageOverText(outage: OutageCause & { homes: number; silent: number }): string {
  const left =
    outage.silent === 0
      ? "All are back."
      : `${outage.silent} ${outage.silent === 1 ? "is still silent and rings" : "are still silent and ring"} in the queue.`;
  return `Over: outage ${causeText(outage)}. ${homesText(outage.homes)} fell silent. ${left}`;
}
