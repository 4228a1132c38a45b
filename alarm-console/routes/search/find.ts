import type pg from "pg";
import type { HitKind, SearchHit } from "#domain/answering/searchHit.ts";
import type { HomeMode } from "#domain/home.ts";
import { numberQueries } from "#homes/policy/numberQueries.ts";
import { rankOf, rfc3339 } from "#response/alarm/alarmViews.ts";

/** Words and numbers are compared as migration 0017 says. `@@` with null finds nothing. */
const asked = `WITH asked AS (
    SELECT search_query($1, ' & ', ':*') AS every, search_query($1, ' | ', ':*') AS some, search_query($1, ' & ', '') AS whole,
           $2::tsquery AS number, $3::bigint AS device_id, $7::bigint AS case_id)`;

const home = `'homeId', h.id::text, 'homeName', h.name, 'address', h.address, 'mode', h.mode`;
const isShown = `NOT h.canary AND ($4::text IS NULL OR h.mode = $4)`;

/** A person whose name has some of the words, where name and home together have all: "okafor sycamore". */
const people = `
  SELECT jsonb_build_object('kind', 'person', 'id', p.id::text, 'name', p.name, ${home}) AS hit
    FROM asked, person p JOIN home h ON h.id = p.home_id
   WHERE 'person' = ANY($5) AND ${isShown} AND p.words @@ asked.some AND (p.words || h.words) @@ asked.every
   ORDER BY h.mode, NOT p.words @@ asked.whole, p.name, p.id LIMIT $6`;

const contacts = `
  SELECT jsonb_build_object('kind', 'contact', 'id', c.id::text, 'name', c.name, 'relation', c.relation, 'phone', c.phone, ${home}) AS hit
    FROM asked, contact c JOIN home h ON h.id = c.home_id
   WHERE 'contact' = ANY($5) AND ${isShown} AND c.id IN (
           SELECT named.id FROM asked, contact named JOIN home ON home.id = named.home_id
            WHERE named.words @@ asked.some AND (named.words || home.words) @@ asked.every
           UNION ALL SELECT contact.id FROM asked, contact WHERE words @@ asked.number
           UNION ALL SELECT contact_id FROM asked, contact_channel WHERE words @@ asked.number)
   ORDER BY h.mode, NOT c.words @@ asked.whole, c.name, c.id LIMIT $6`;

const homes = `
  SELECT jsonb_build_object('kind', 'home', ${home}) AS hit
    FROM asked, home h
   WHERE 'home' = ANY($5) AND ${isShown} AND h.words @@ asked.every
   ORDER BY h.mode, NOT h.words @@ asked.whole, h.name, h.id LIMIT $6`;

const devices = `
  SELECT jsonb_build_object('kind', 'device', 'id', d.id::text, 'name', d.name, 'room', d.room, ${home}) AS hit
    FROM asked, device d JOIN home h ON h.id = d.home_id
   WHERE 'device' = ANY($5) AND ${isShown} AND (d.id = asked.device_id OR search_words(d.name || ' ' || d.room) @@ asked.every)
   ORDER BY d.id = asked.device_id DESC NULLS LAST, h.mode, d.name, d.id LIMIT $6`;

const cases = `
  SELECT jsonb_build_object('kind', 'case', 'id', c.id::text, 'state', c.state, 'priority', c.priority, 'openedAt', ${rfc3339("c.opened_at")},
           'sentence', (SELECT sentence FROM alarm a WHERE a.case_id = c.id ORDER BY ${rankOf("a.priority")} DESC, a.id DESC LIMIT 1), ${home}) AS hit
    FROM asked, alarm_case c JOIN home h ON h.id = c.home_id
   WHERE 'case' = ANY($5) AND ${isShown} AND c.id = asked.case_id`;

const findAll = `${asked} (${people}) UNION ALL (${contacts}) UNION ALL (${homes}) UNION ALL (${devices}) UNION ALL (${cases})`;

/** "7" and "#7" name a device and a case, "case 7" and "device-7" one of them. */
const namedId = /^(case|device)?[\s#-]*0*([1-9]\d{0,17})$/i;

interface Asked {
  text: string;
  /** The kinds that the caller may see. */
  kinds: readonly HitKind[];
  /** Left out: homes of each mode. */
  mode?: HomeMode | undefined;
  /** At most as many of each kind. */
  limit: number;
  /** The country of telephone numbers that are written without one. */
  country: string;
}

/** What has the words, the telephone number or the id of the text: people first, then contacts, homes, devices, cases. */
export async function find(pool: pg.Pool, { text, kinds, mode, limit, country }: Asked): Promise<SearchHit[]> {
  const numbers = numberQueries(text, country).map((digits) => `'+${digits}':*`);
  const [, kind, id = null] = namedId.exec(text) ?? [];
  const idOf = (one: HitKind): string | null => (kind === undefined || kind.toLowerCase() === one ? id : null);
  const number = numbers.length === 0 ? null : numbers.join(" | ");
  const values = [text, number, idOf("device"), mode ?? null, kinds, limit, idOf("case")];
  const { rows } = await pool.query<{ hit: SearchHit }>(findAll, values);
  return rows.map(({ hit }) => hit);
}
