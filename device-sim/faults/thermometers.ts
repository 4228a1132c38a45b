import { readingValue } from "#domain/reading.ts";
import type { TimedReading } from "../service/timedReading.ts";
import { changed, dayBegins, dayOf, daysOf, devicesOfKind, type Fault, hourMs } from "./fault.ts";

/** What a DS18B20 says at its start, and when its line is broken. The service may refuse the second, so it is laid only where it can be sent. */
const impossible = [85, -127].filter((celsius) => readingValue.safeParse({ kind: "temperature", celsius }).success) as [
  number,
  ...number[],
];

export const impossibleTemperatures: Fault = {
  name: "impossible-temperatures",
  tells: "a thermometer says 85.0 or −127 °C each hour, or jumps by 25 °C for one reading, one day in three",
  lay(readings, dice) {
    const added: TimedReading[] = [];
    for (const [device, own] of devicesOfKind(readings, ["temperature"]))
      for (const day of daysOf(own)) {
        const random = dice.of(device, day);
        if (!random.chance(1 / 3)) continue;
        const last = own.findLast(({ value, at }) => value.kind === "temperature" && dayOf(at) <= day)?.value;
        const room = last?.kind === "temperature" ? last.celsius : 20;
        const celsius = random.pick([random.pick(impossible), Math.min(room + 25, 100)]);
        for (let at = dayBegins(day) + 17 * 60_000; at < dayBegins(day + 1); at += hourMs)
          added.push({ device, at, value: { kind: "temperature", celsius } });
      }
    return changed(readings, { added });
  },
};
