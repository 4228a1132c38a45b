import type pg from "pg";

export const manyHomes = { homes: 20_000, casesPerHome: 15 };

/** Names as they fall in a town: of each part some hundreds, so that a search finds few or many. */
const names = `
  CREATE FUNCTION pg_temp.made_name(seed int, parts int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(initcap((ARRAY['bar', 'mar', 'ol', 'ken', 'tor', 'ad', 'vel', 'sin', 'quor', 'lan', 'bec', 'ru', 'fen', 'ho', 'wil', 'dra', 'nes', 'pat', 'gri', 'um'])[
             1 + (hashint4(seed * 31 + part) & 1023) % 20] || (ARRAY['ton', 'ley', 'a', 'gate', 'sen', 'well', 'ia', 'ford', 'ette', 'man', 'by', 'ie'])[
             1 + (hashint4(seed * 17 + part * 7) & 1023) % 12]), ' ')
      FROM generate_series(1, parts) AS part $$`;

/** Statements in their order; $1 is the number of homes, where there is one. */
const homes = `INSERT INTO home (name, address, timezone)
  SELECT 'Flat ' || n % 60 || ', ' || pg_temp.made_name(n / 60, 1) || ' House', n % 200 || ' ' || pg_temp.made_name(n / 200, 2) || ' Street, Northtown', 'Europe/London'
    FROM generate_series(1, $1::int) AS n`;
const people = `INSERT INTO person (home_id, name) SELECT id, pg_temp.made_name(id::int, 2) FROM home`;
const contacts = `INSERT INTO contact (home_id, place, name, relation, phone)
  SELECT id, place, pg_temp.made_name(id::int * 2 + place, 2), 'daughter', '020 7' || lpad(((id * 7919 + place * 104729) % 1000000)::text, 6, '0')
    FROM home, generate_series(1, 2) AS place`;
const channels = `INSERT INTO contact_channel (contact_id, place, type, address)
  SELECT id, 1, 'text', '+4477009' || lpad((id % 100000)::text, 5, '0') FROM contact`;
const devices = `INSERT INTO device (home_id, name, kind, room, username, secret_hash, registered_at)
  SELECT id, (ARRAY['Pendant', 'Bed sensor', 'Door contact', 'Motion sensor', 'Smoke alarm'])[1 + n % 5], 'motion',
         (ARRAY['Hall', 'Bedroom', 'Kitchen', 'Bathroom'])[1 + n % 4], 'made-' || id || '-' || n, 'none', now()
    FROM home, generate_series(1, 10) AS n`;
const cases = `INSERT INTO alarm_case (home_id, priority, state, opened_at, closed_at, closed_by)
  SELECT home.id, (ARRAY['advisory', 'urgent', 'critical'])[1 + n % 3], 'closed', now() - n * interval '20 days' - home.id * interval '60 s', now() - n * interval '20 days', 'token:1'
    FROM generate_series($1::int, 1, -1) AS n, home ORDER BY n DESC, home.id DESC`;
const alarms = `INSERT INTO alarm (home_id, key, rule, priority, state, sentence, raised_at, outcome, closed_at, case_id)
  SELECT home_id, 'made/' || id, CASE WHEN id % 3 = 0 THEN 'bedExit' ELSE 'sosPress' END, priority, 'closed', 'SOS pressed: Pendant, Hall', opened_at,
         CASE WHEN id % 1000 = 0 THEN 'genuine' ELSE 'accidental' END, closed_at, id FROM alarm_case`;
const entries = `INSERT INTO case_timeline (case_id, alarm_id, at, event, text, by_name)
  SELECT case_id, id, raised_at, event, event, CASE WHEN event <> 'raised' THEN 'Robin' END
    FROM alarm, unnest(ARRAY['raised', 'claimed', 'action', 'note', 'closed']) AS event`;

/** Fills the database of a service without homes. */
export async function makeManyHomes(client: pg.ClientBase): Promise<void> {
  await client.query(names);
  await client.query(homes, [manyHomes.homes]);
  for (const statement of [people, contacts, channels, devices]) await client.query(statement);
  await client.query(cases, [manyHomes.casesPerHome]);
  for (const statement of [alarms, entries, "ANALYZE"]) await client.query(statement);
}
