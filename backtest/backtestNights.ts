import type pg from "pg";
import type { HomeId } from "#domain/ids.ts";
import { lastNights, nightBegins, nightOf, nightsBetween } from "#domain/time/nightDate.ts";
import { warmUpMs } from "#rules/compare/planDifference.ts";
import { readGenuineRings } from "./homeHistory.ts";

/** More cannot be gone over while somebody waits for the answer. */
const mostNights = 92;
const usualNights = 14;
/** Older years are slips of the pen, and a count of their nights would be long. */
const earliest = Date.UTC(2000, 0, 1);

/**
 * `from` and `to` are each a night's date (its noon, where nights meet) or an RFC 3339 time. Where `to` is left out, up to the last
 * night there was; where `from` is, fourteen nights.
 */
export interface NightRange {
  from?: string | undefined;
  to?: string | undefined;
}

/** In epoch ms; `last` where they are the last that there were. */
export interface Nights {
  from: number;
  to: number;
  last: boolean;
}

export type NightsAsked = ({ ok: true } & Nights) | { ok: false; faults: { path: string; message: string }[] };

/** The time in question in epoch ms; `today` is the present by the home's clock, and nothing after it is known. */
export function nightsAsked(range: NightRange, today: number, timezone: string): NightsAsked {
  const newest = lastNights(1, today, timezone).to;
  const to = range.to === undefined ? newest : Math.min(today, instantOf(range.to, timezone));
  const tooOld = "a back-test goes back to the year 2000 at the most";
  const given = range.from === undefined ? null : instantOf(range.from, timezone);
  if (given !== null && given < earliest) return refused("from", tooOld);
  const from = to < earliest ? to : (given ?? lastNights(usualNights, to, timezone).from);
  if (from < earliest) return refused("to", tooOld);
  if (from >= to) return refused("from", "the nights end before they begin, or lie in the future");
  const count = nightsBetween(from, to, timezone).length;
  if (count > mostNights) return refused("from", `a back-test goes over at most ${mostNights} nights, and these are ${count}`);
  return { ok: true, from, to, last: to === newest };
}

const instantOf = (given: string, timezone: string): number => (given.length === 10 ? nightBegins(given, timezone) : Date.parse(given));

/**
 * What a plan must answer for before it goes live: the last nights with what there is, from noon on, of the one that begins; and of those
 * before them each in which an alarm rang that was closed as genuine. The newest first.
 */
export async function nightsBeforeGoLive(pool: pg.Pool, homeId: HomeId, today: number, timezone: string): Promise<Nights[]> {
  const { from } = lastNights(usualNights, today, timezone);
  const rings = await readGenuineRings(pool, homeId, { from: lastNights(mostNights, today, timezone).from, until: from });
  const genuine: Nights[] = [];
  for (const ring of rings) {
    const night = nightOf(ring, timezone);
    const begins = nightBegins(night, timezone);
    const to = nightBegins(Temporal.PlainDate.from(night).add({ days: 1 }).toString(), timezone);
    const before = genuine.at(-1);
    // The readings between two that lie so close together are gone over for the second of them all the same.
    if (before !== undefined && begins - before.to <= warmUpMs) before.to = to;
    else genuine.push({ from: begins, to, last: false });
  }
  return [{ from, to: today, last: true }, ...genuine.toReversed()];
}

const refused = (path: string, message: string): NightsAsked => ({ ok: false, faults: [{ path, message }] });
