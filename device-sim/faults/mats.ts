import type { ReadingValue } from "#domain/reading.ts";
import type { TimedReading } from "../service/timedReading.ts";
import { changed, dayOf, daysOf, devicesOfKind, type Fault, hourMs, minuteMs, spellsOf } from "./fault.ts";

const isOn = ({ value }: TimedReading): boolean => (value.kind === "bed" || value.kind === "chair") && value.occupied;
const isOff = ({ value }: TimedReading): boolean => (value.kind === "bed" || value.kind === "chair") && !value.occupied;
const said = (kind: "bed" | "chair", occupied: boolean): ReadingValue => ({ kind, occupied });
const kindOf = (own: readonly TimedReading[]): "bed" | "chair" => (own.some(({ value }) => value.kind === "chair") ? "chair" : "bed");

/** Skipped where an injected event needs the sensor: a stuck sensor cannot report it. */
export const stuckBed: Fault = {
  name: "stuck-bed",
  tells: "a bed sensor sticks at occupied for 20 hours, one day in six",
  lay(readings, dice) {
    const lost = new Set<TimedReading>();
    for (const [device, own] of devicesOfKind(readings, ["bed"]))
      for (const day of daysOf(own)) {
        if (!dice.of(device, day).chance(1 / 6)) continue;
        const from = own.find((reading) => isOn(reading) && dayOf(reading.at) === day)?.at;
        if (from === undefined) continue;
        const stuck = own.filter((reading) => reading.at > from && reading.at < from + 20 * hourMs);
        if (stuck.some(({ injected }) => injected)) continue;
        for (const reading of stuck) if (isOff(reading) || isOn(reading)) lost.add(reading);
      }
    return changed(readings, { lost });
  },
};

const blipMs = 2_000;

export const blips: Fault = {
  name: "blips",
  tells: "an empty bed or chair says occupied for 2 s every 5, 12 or 19 minutes, one day in three",
  lay(readings, dice) {
    const added: TimedReading[] = [];
    for (const [device, own] of devicesOfKind(readings, ["bed", "chair"])) {
      const kind = kindOf(own);
      for (const { from, to } of spellsOf(own, isOff)) {
        const random = dice.of(device, dayOf(from));
        const every = random.pick([5, 12, 19]) * minuteMs;
        for (let at = from + every; at + 2 * blipMs < to; at += every)
          if (dice.of(device, dayOf(at)).chance(1 / 3))
            added.push({ device, at, value: said(kind, true) }, { device, at: at + blipMs, value: said(kind, false) });
      }
    }
    return changed(readings, { added });
  },
};

/** Skipped in spells around an injected event: who lies on such a mat cannot be seen to leave it. */
export const pulsingMats: Fault = {
  name: "pulsing-mats",
  tells: "a pressure mat says occupied for 2 s at each movement instead of all the time, one night in three",
  lay(readings, dice) {
    const added: TimedReading[] = [];
    for (const [device, own] of devicesOfKind(readings, ["bed", "chair"])) {
      const kind = kindOf(own);
      for (const { from, to } of spellsOf(own, isOn)) {
        const random = dice.of(device, dayOf(from));
        if (!random.chance(1 / 3) || own.some(({ injected, at }) => injected && at >= from - hourMs && at <= to + hourMs)) continue;
        for (let at = from; at + blipMs < to; at += random.whole(6, 35) * minuteMs) {
          if (at > from) added.push({ device, at, value: said(kind, true) });
          added.push({ device, at: at + blipMs, value: said(kind, false) });
        }
      }
    }
    return changed(readings, { added });
  },
};
