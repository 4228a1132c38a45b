-- Up Migration

-- What staff search for by words: a word matches each word that begins with it, without regard to capitals, accents and punctuation. Plain
-- PostgreSQL: a GIN index over tsvector finds words by their beginning, and needs no extension.
--
-- Example: "O'Brien-Étoile, Flat 3" has the words obrien, etoile, flat and 3. "etoi fl" matches it; "toile" does not.
DO $$
DECLARE
  -- A database with locale C changes the capitals of plain Latin letters only. Since PostgreSQL 17 this collation knows all letters; before, ICU does.
  letters CONSTANT text := coalesce((
    SELECT ' COLLATE pg_catalog.' || quote_ident(collname) FROM pg_collation
     WHERE collname IN ('pg_c_utf8', 'und-x-icu') AND collencoding IN (-1, (SELECT encoding FROM pg_database WHERE datname = current_database()))
     ORDER BY collname LIMIT 1), '');
  plain CONSTANT text := CASE current_setting('server_encoding')
    WHEN 'UTF8' THEN $f$regexp_replace(normalize(given, NFD), '[''\u0300-\u036f\u2018\u2019]', '', 'g')$f$
    ELSE $f$replace(given, '''', '')$f$ END;
  between CONSTANT text := CASE current_setting('server_encoding')
    WHEN 'UTF8' THEN '[\s!-/:-@\[-`{-~\u00a0\u2010-\u2015\u2026]+' ELSE '[\s!-/:-@\[-`{-~]+' END;
BEGIN
  EXECUTE format($f$
    CREATE FUNCTION search_terms(given text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    BEGIN ATOMIC
      SELECT coalesce(array_agg(DISTINCT left(term, 60)), '{}') FROM regexp_split_to_table(lower(%s%s), %L) AS term WHERE term <> '';
    END$f$, plain, letters, between);
END $$;

CREATE FUNCTION search_words(given text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT array_to_tsvector(search_terms(given));
END;

-- Each ending of a telephone number of four digits or more, after a plus sign: so the beginning of an ending, which is any part of the number, finds
-- it. "020 7946 0018" has +02079460018, +2079460018 … +0018.
CREATE FUNCTION search_numbers(given text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT array_to_tsvector(coalesce(array_agg('+' || substr(digits, place)), '{}'))
    FROM (SELECT left(regexp_replace(given, '[^0-9]', '', 'g'), 20) AS digits) AS one, generate_series(1, length(digits) - 3) AS place;
END;

-- The query for words: `joined` is & or |, `ending` is :* for words that begin so, or nothing for whole words. Null where there is no word.
CREATE FUNCTION search_query(given text, joined text, ending text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT string_agg(quote_literal(term) || ending, joined)::tsquery FROM unnest(search_terms(given)) AS term;
END;

ALTER TABLE home ADD COLUMN words tsvector GENERATED ALWAYS AS (search_words(name || ' ' || address)) STORED;
ALTER TABLE person ADD COLUMN words tsvector GENERATED ALWAYS AS (search_words(name)) STORED;
ALTER TABLE contact ADD COLUMN words tsvector GENERATED ALWAYS AS (search_words(name) || search_numbers(phone)) STORED;
ALTER TABLE contact_channel ADD COLUMN words tsvector
  GENERATED ALWAYS AS (CASE WHEN type IN ('text', 'voice') THEN search_numbers(address) END) STORED;
-- Homes change rarely, so each change goes into the index at once, and no search reads a list of pending entries.
CREATE INDEX home_words ON home USING gin (words) WITH (fastupdate = off);
CREATE INDEX person_words ON person USING gin (words) WITH (fastupdate = off);
CREATE INDEX contact_words ON contact USING gin (words) WITH (fastupdate = off);
CREATE INDEX contact_channel_words ON contact_channel USING gin (words) WITH (fastupdate = off);
-- A device's row is written again with each of its reports, so it has no column for its words.
CREATE INDEX device_words ON device USING gin (search_words(name || ' ' || room)) WITH (fastupdate = off);

-- The homes that have each of the words in their name, their address or the name of one person.
CREATE FUNCTION homes_about(given text) RETURNS SETOF bigint LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT id FROM home WHERE words @@ search_query(given, ' & ', ':*')
  UNION
  SELECT home.id FROM person JOIN home ON home.id = person.home_id
   WHERE person.words @@ search_query(given, ' | ', ':*') AND (person.words || home.words) @@ search_query(given, ' & ', ':*');
END;

-- Cases of a time long ago are found without reading those since.
CREATE INDEX alarm_case_opened ON alarm_case (opened_at);
