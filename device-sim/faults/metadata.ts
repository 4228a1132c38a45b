import { sentAtOf, type TimedReading, type WrittenFields } from "../service/timedReading.ts";
import type { Random } from "../simulation/random.ts";
import { dayOf, type Fault } from "./fault.ts";

/** Spellings of the same time, times of clocks that were never set, and what is no time. */
const spellings: readonly [(at: string) => unknown, ...((at: string) => unknown)[]] = [
  (at) => at.replace("T", " ").replace("Z", "+0000"),
  (at) => at.replaceAll(/[-:]/g, "").replace(/\.\d+Z$/, ""),
  (at) => Math.floor(Date.parse(at) / 1000),
  (at) => String(Date.parse(at)),
  (at) => at.replace(".", ",").replace("Z", " UTC"),
  () => "1970-01-01T00:00:07Z",
  () => "2026-02-30T25:61:00Z",
  () => "",
  () => null,
  () => "yesterday",
  () => -1,
];

const batteries: readonly [unknown, ...unknown[]] = [255, -1, "low", "87%", null, true];

export const badMetadata: Fault = {
  name: "bad-metadata",
  tells: "one message in twenty has its time in another spelling or none, a battery level that is none, or no message number",
  lay(readings, dice) {
    return readings.map((reading): TimedReading => {
      const random = dice.of(`${reading.device} ${reading.at}`, dayOf(reading.at));
      if (!random.chance(1 / 20)) return reading;
      return { ...reading, sentAt: sentAtOf(reading), written: { ...reading.written, ...badFields(reading, random) } };
    });
  },
};

function badFields({ at }: TimedReading, random: Random): WrittenFields {
  switch (random.whole(0, 2)) {
    case 0:
      return { at: random.pick(spellings)(new Date(at).toISOString()) };
    case 1:
      return { battery: random.pick(batteries), signal: random.pick<unknown>([99, "strong", null]) };
    default:
      return { seq: undefined };
  }
}

/** Readings keep their true times of sending: only what the device's clock shows is wrong. */
export const clockFaults: Fault = {
  name: "clock-faults",
  tells: "the clock of a device is up to 25 minutes wrong, or shows 1970, one day in six",
  lay(readings, dice) {
    const moved = readings.map((reading): TimedReading => {
      const random = dice.of(reading.device, dayOf(reading.at));
      if (!random.chance(1 / 6)) return reading;
      const wrongMs = random.whole(-25 * 60, 25 * 60) * 1000;
      const at = random.chance(1 / 4) ? reading.at % 86_400_000 : reading.at + wrongMs;
      return { ...reading, at, sentAt: sentAtOf(reading) };
    });
    return moved;
  },
};
