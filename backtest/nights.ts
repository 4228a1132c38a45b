import type pg from "pg";
import type { HomeId } from "#domain/ids.ts";
import { lastNights, nightBegins, nightOf, nightsBetween } from "#domain/time/nightDate.ts";
import { warmUpMs } from "#rules/compare/comparePlans.ts";
import { readGenuineRings } from "./readRecord.ts";

/** A back-test of more nights takes longer than a caller waits. */
const mostNights = 92;
const usualNights = 14;
/** An earlier date is a typing error, and counting its nights would take long. */
const earliest = Date.UTC(2000, 0, 1);

/**
 * The nights that a caller asks for. `from` and `to` are each a date (the noon on which that night begins) or an RFC 3339 time. Default: `to`
 * is the end of the last night, `from` is 14 nights before `to`.
 */
export interface NightRange {
  from?: string | undefined;
  to?: string | undefined;
}

/** A run of nights, in epoch ms. `isNewest` is true where no later night is recorded. */
export interface Nights {
  from: number;
  to: number;
  isNewest: boolean;
}

export type RequestedNights = ({ ok: true } & Nights) | { ok: false; faults: { path: string; message: string }[] };

/** The run of nights that a caller asks for. `now` is the home's clock in epoch ms; nothing later is recorded. */
export function requestedNights(range: NightRange, now: number, timezone: string): RequestedNights {
  const newest = lastNights(1, now, timezone).to;
  const to = range.to === undefined ? newest : Math.min(now, instantOf(range.to, timezone));
  const tooOld = "this is before the year 2000: choose a later night";
  const given = range.from === undefined ? null : instantOf(range.from, timezone);
  if (given !== null && given < earliest) return refused("from", tooOld);
  const from = to < earliest ? to : (given ?? lastNights(usualNights, to, timezone).from);
  if (from < earliest) return refused("to", tooOld);
  if (from >= to) return refused("from", "the nights must begin before they end, and not in the future");
  const count = nightsBetween(from, to, timezone).length;
  if (count > mostNights) return refused("from", `these are ${count} nights: choose at most ${mostNights} nights`);
  return { ok: true, from, to, isNewest: to === newest };
}

const instantOf = (given: string, timezone: string): number => (given.length === 10 ? nightBegins(given, timezone) : Date.parse(given));

/**
 * The nights to compare before a plan goes live, newest first: the last 14 nights with the beginning of tonight, and each of the last 92
 * nights in which an alarm was raised that was closed as genuine. Nights of genuine alarms that are close together make one run, because the
 * readings before a night are read in any case to warm the rules up.
 *
 * Example at 15:00 on 22 November, with a genuine alarm on 2 October at 02:20: the runs are 8 November 12:00 to 22 November 15:00, and
 * 1 October 12:00 to 2 October 12:00.
 */
export async function nightsBeforeGoLive(pool: pg.Pool, homeId: HomeId, now: number, timezone: string): Promise<Nights[]> {
  const { from } = lastNights(usualNights, now, timezone);
  const rings = await readGenuineRings(pool, homeId, { from: lastNights(mostNights, now, timezone).from, until: from });
  const genuine: Nights[] = [];
  for (const ring of rings) {
    const night = nightOf(ring, timezone);
    const begins = nightBegins(night, timezone);
    const to = nightBegins(Temporal.PlainDate.from(night).add({ days: 1 }).toString(), timezone);
    const before = genuine.at(-1);
    if (before !== undefined && begins - before.to <= warmUpMs) before.to = to;
    else genuine.push({ from: begins, to, isNewest: false });
  }
  return [{ from, to: now, isNewest: true }, ...genuine.toReversed()];
}

const refused = (path: string, message: string): RequestedNights => ({ ok: false, faults: [{ path, message }] });
