import type { TimedReading } from "../service/timedReading.ts";
import { changed, dayOf, daysOf, devicesOfKind, type Fault, hourMs, minuteMs } from "./fault.ts";

export const repeatingMotion: Fault = {
  name: "repeating-motion",
  tells: "a motion sensor repeats its movement every 10 minutes for 14 hours without ever ending it, one day in five",
  lay(readings, dice) {
    const lost = new Set<TimedReading>();
    const added: TimedReading[] = [];
    for (const [device, own] of devicesOfKind(readings, ["motion"]))
      for (const day of daysOf(own)) {
        if (!dice.of(device, day).chance(1 / 5)) continue;
        const first = own.find(({ value, at }) => value.kind === "motion" && value.detected && dayOf(at) === day);
        if (first === undefined) continue;
        const until = first.at + 14 * hourMs;
        for (const reading of own) if (reading.at > first.at && reading.at < until && reading.value.kind === "motion") lost.add(reading);
        for (let at = first.at + 10 * minuteMs; at < until; at += 10 * minuteMs)
          added.push({ device, at, value: { kind: "motion", detected: true } });
      }
    return changed(readings, { lost, added });
  },
};

export const stickingContacts: Fault = {
  name: "sticking-contacts",
  tells: "a door contact stays open when the door closes, one closing in eight",
  lay(readings, dice) {
    const lost = new Set<TimedReading>();
    for (const [device, own] of devicesOfKind(readings, ["door"]))
      for (const [day, ofDay] of Map.groupBy(own, ({ at }) => dayOf(at))) {
        const random = dice.of(device, day);
        for (const reading of ofDay) if (reading.value.kind === "door" && !reading.value.open && random.chance(1 / 8)) lost.add(reading);
      }
    return changed(readings, { lost });
  },
};

/** Calls for help are not lost on the way: devices send them until they are acknowledged. */
export const lostMessages: Fault = {
  name: "lost-messages",
  tells: "one message in fifty about a door, a bed, a chair or movement never arrives",
  lay(readings, dice) {
    const lost = new Set<TimedReading>();
    for (const [device, own] of devicesOfKind(readings, ["door", "bed", "chair", "motion"]))
      for (const [day, ofDay] of Map.groupBy(own, ({ at }) => dayOf(at))) {
        const random = dice.of(device, day);
        for (const reading of ofDay) if (random.chance(1 / 50)) lost.add(reading);
      }
    return changed(readings, { lost });
  },
};
