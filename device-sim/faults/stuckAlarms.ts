import type { TimedReading } from "../service/timedReading.ts";
import { changed, dayBegins, daysOf, devicesOfKind, type Fault, hourMs, minuteMs } from "./fault.ts";

export const stuckSmoke: Fault = {
  name: "stuck-smoke",
  tells: "a smoke alarm says smoke every half hour for 12 hours, one day in ten",
  lay(readings, dice) {
    const added: TimedReading[] = [];
    for (const [device, own] of devicesOfKind(readings, ["smoke"]))
      for (const day of daysOf(own)) {
        const random = dice.of(device, day);
        if (!random.chance(1 / 10)) continue;
        const from = dayBegins(day) + random.whole(0, 12 * 60) * minuteMs;
        for (let at = from; at < from + 12 * hourMs; at += hourMs / 2) added.push({ device, at, value: { kind: "smoke", detected: true } });
      }
    return changed(readings, { added });
  },
};

export const stuckButton: Fault = {
  name: "stuck-button",
  tells: "a button presses every 2 s for 5 minutes, one day in ten",
  lay(readings, dice) {
    const added: TimedReading[] = [];
    for (const [device, own] of devicesOfKind(readings, ["button"]))
      for (const day of daysOf(own)) {
        const random = dice.of(device, day);
        if (!random.chance(1 / 10)) continue;
        const from = dayBegins(day) + random.whole(0, 24 * 60) * minuteMs;
        for (let at = from; at < from + 5 * minuteMs; at += 2_000) added.push({ device, at, value: { kind: "button", pressed: true } });
      }
    return changed(readings, { added });
  },
};
