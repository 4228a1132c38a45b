import type { ReadingValue } from "#domain/reading.ts";
import type { TimedReading } from "../service/timedReading.ts";
import { heartbeats } from "./heartbeats.ts";
import { standardDevices as d, type HomePlan } from "./homePlan.ts";
import { type LocalDay, localDays } from "./localDay.ts";
import { createRandom, type Random } from "./random.ts";

const minute = 60_000;

/**
 * Days and nights in which nothing needs anybody: sleep with a trip or two of 2 to 10 minutes to the toilet, mornings
 * in bathroom and kitchen, an outing by day, evenings in the living room. In order of time, from `from` (epoch ms).
 * A day depends on the seed and its date alone, so a life begun later is the same life from there on.
 */
export function* ordinaryLife(seed: number, plan: HomePlan, from: number, days: number): Generator<TimedReading> {
  const until = from + days * 24 * 60 * minute;
  let held: TimedReading[] = [];
  for (const day of localDays(from, plan.timezone)) {
    const start = day.at(0);
    if (start >= until) break;
    // What yesterday's life leaves over midnight comes before today's in the same sort.
    const all = [...held, ...dayOf(createRandom(seed, day.number), day), ...heartbeats(seed, plan, start, day.at(24))];
    all.sort((a, b) => a.at - b.at);
    const end = Math.min(day.at(24), until);
    held = all.filter((reading) => reading.at >= end);
    for (const reading of all) if (reading.at >= from && reading.at < end) yield reading;
  }
}

function dayOf(random: Random, day: LocalDay): TimedReading[] {
  const said: TimedReading[] = [];
  const say = (device: string, at: number, value: ReadingValue) => said.push({ device, at: Math.round(at), value });
  /** Somebody passes: the sensor sees them and, a little later, nobody. */
  const pass = (device: string, at: number) => {
    say(device, at, { kind: "motion", detected: true });
    say(device, at + random.between(4, 40) * 1000, { kind: "motion", detected: false });
  };
  const linger = (devices: readonly [string, ...string[]], from: number, to: number, everyMinutes: number) => {
    for (let at = from; at < to; at += random.between(0.4, 1.6) * everyMinutes * minute) pass(random.pick(devices), at);
  };

  for (let trip = random.whole(0, 2); trip > 0; trip -= 1) {
    const out = day.at(1 + trip * 1.5 + random.between(0, 0.8));
    const back = out + random.between(2, 10) * minute;
    say(d.bed, out, { kind: "bed", occupied: false });
    pass(d.bedroom, out + 3_000);
    pass(d.hall, out + 15_000);
    pass(d.bathroom, out + 25_000);
    pass(d.hall, back - 20_000);
    say(d.bed, back, { kind: "bed", occupied: true });
  }

  const up = day.at(random.between(7.1, 8.3));
  say(d.bed, up, { kind: "bed", occupied: false });
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
      say(d.frontDoor, at, { kind: "door", open: true });
      say(d.frontDoor, at + random.between(5, 60) * 1000, { kind: "door", open: false });
    }
  }
  const bedtime = day.at(random.between(22.2, 23));
  linger([d.living, d.kitchen, d.hall, d.bathroom], home + 2 * minute, bedtime - 25 * minute, 10);
  linger([d.bathroom, d.hall], bedtime - 25 * minute, bedtime - 3 * minute, 5);
  pass(d.bedroom, bedtime - 2 * minute);
  say(d.bed, bedtime, { kind: "bed", occupied: true });
  return said;
}
