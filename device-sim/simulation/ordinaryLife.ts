import type { ReadingValue } from "#domain/reading.ts";
import type { TimedReading } from "../service/timedReading.ts";
import { heartbeats } from "./heartbeats.ts";
import { standardDevices as d, type HomePlan } from "./homePlan.ts";
import { type LocalDay, localDays } from "./localDay.ts";
import { createRandom, type Random } from "./random.ts";

const minute = 60_000;

/**
 * Days and nights without an event that needs help: sleep with up to two trips to the toilet of 2 to 10 minutes, mornings in bathroom and
 * kitchen, an outing by day, evenings in the living room. In order of time, from `from` (epoch ms). A day depends only on the seed and its
 * date, so a life that begins later has the same readings from there on.
 */
export function* ordinaryLife(seed: number, plan: HomePlan, from: number, days: number): Generator<TimedReading> {
  const until = from + days * 24 * 60 * minute;
  let afterMidnight: TimedReading[] = [];
  for (const day of localDays(from, plan.timezone)) {
    const start = day.at(0);
    if (start >= until) break;
    // Readings of yesterday's life after midnight are sorted together with today's.
    const all = [...afterMidnight, ...dayOf(createRandom(seed, day.number), day), ...heartbeats(seed, plan, start, day.at(24))];
    all.sort((a, b) => a.at - b.at);
    const end = Math.min(day.at(24), until);
    afterMidnight = all.filter((reading) => reading.at >= end);
    for (const reading of all) if (reading.at >= from && reading.at < end) yield reading;
  }
}

function dayOf(random: Random, day: LocalDay): TimedReading[] {
  const readings: TimedReading[] = [];
  const add = (device: string, at: number, value: ReadingValue) => readings.push({ device, at: Math.round(at), value });
  /** The person passes a motion sensor, which shows movement for a few seconds. */
  const pass = (device: string, at: number) => {
    add(device, at, { kind: "motion", detected: true });
    add(device, at + random.between(4, 40) * 1000, { kind: "motion", detected: false });
  };
  const linger = (devices: readonly [string, ...string[]], from: number, to: number, everyMinutes: number) => {
    for (let at = from; at < to; at += random.between(0.4, 1.6) * everyMinutes * minute) pass(random.pick(devices), at);
  };

  for (let trip = random.whole(0, 2); trip > 0; trip -= 1) {
    const out = day.at(1 + trip * 1.5 + random.between(0, 0.8));
    const back = out + random.between(2, 10) * minute;
    add(d.bed, out, { kind: "bed", occupied: false });
    pass(d.bedroom, out + 3_000);
    pass(d.hall, out + 15_000);
    pass(d.bathroom, out + 25_000);
    pass(d.hall, back - 20_000);
    add(d.bed, back, { kind: "bed", occupied: true });
  }

  const up = day.at(random.between(7.1, 8.3));
  add(d.bed, up, { kind: "bed", occupied: false });
  linger([d.bedroom, d.hall], up + 5_000, up + 5 * minute, 2);
  linger([d.bathroom], up + 5 * minute, up + 20 * minute, 3);
  linger([d.kitchen], up + 20 * minute, up + 60 * minute, 4);

  const goesOut = random.chance(0.7);
  const out = day.at(random.between(10, 11.5));
  const home = goesOut ? out + random.between(30, 150) * minute : out;
  linger([d.living, d.kitchen, d.hall], up + 60 * minute, out - 2 * minute, 8);
  if (goesOut) {
    for (const at of [out, home]) {
      pass(d.hall, at - 20_000);
      add(d.frontDoor, at, { kind: "door", open: true });
      add(d.frontDoor, at + random.between(5, 60) * 1000, { kind: "door", open: false });
    }
  }
  const bedtime = day.at(random.between(22.2, 23));
  linger([d.living, d.kitchen, d.hall, d.bathroom], home + 2 * minute, bedtime - 25 * minute, 10);
  linger([d.bathroom, d.hall], bedtime - 25 * minute, bedtime - 3 * minute, 5);
  pass(d.bedroom, bedtime - 2 * minute);
  add(d.bed, bedtime, { kind: "bed", occupied: true });
  return readings;
}
