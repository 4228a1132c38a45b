-- Up Migration

-- What went wrong with the service itself, and when. The rows of kind notListening are the times that count as nobody's silence, short
-- ones too; people see only those with `shown`.
CREATE TABLE service_incident (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind     text NOT NULL CHECK (kind IN ('notListening', 'clockStep')),
  from_at  timestamptz NOT NULL,
  to_at    timestamptz NOT NULL,
  text     text NOT NULL,
  shown    boolean NOT NULL,
  CHECK (to_at >= from_at),
  -- A time without listening may turn out to last longer: then its row gets another end.
  UNIQUE (kind, from_at)
);

-- When the service last listened, as far as the database knows; null before the first start. One row.
CREATE TABLE listening_mark (
  one  boolean PRIMARY KEY DEFAULT true CHECK (one),
  at   timestamptz
);
INSERT INTO listening_mark DEFAULT VALUES;
