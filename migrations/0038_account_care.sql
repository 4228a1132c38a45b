-- Up Migration

-- An administrator disabled the account: it has no sessions, and none can begin. The account library reads these two columns beside its own.
ALTER TABLE "user" ADD COLUMN "disabledAt" timestamptz;
-- The password is a one-time password: the person chooses another one before anything else, until this time.
ALTER TABLE "user" ADD COLUMN "passwordDue" timestamptz;

-- A link with which a person chooses a password, once. Times by the database's clock, as those of sessions.
CREATE TABLE sign_in_link (
  token_hash  text PRIMARY KEY,           -- SHA-256; the token is in the link alone
  user_id     text NOT NULL REFERENCES "user" ON DELETE CASCADE,
  made_at     timestamptz NOT NULL DEFAULT now(),
  expires_at  timestamptz NOT NULL,
  used_at     timestamptz
);
CREATE INDEX sign_in_link_of_user ON sign_in_link (user_id);

-- What was changed of an account: who, whom, when, from where. Rows are added and never changed; no foreign keys, because they outlive the account.
CREATE TABLE account_change (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at            timestamptz NOT NULL DEFAULT now(),
  by_id         text NOT NULL,            -- account or token, as in access_log.who_id; 'commandLine'
  by_name       text NOT NULL,
  from_address  text,                     -- null: at the command line of the server
  what          text NOT NULL CHECK (what IN ('created', 'roleChanged', 'disabled', 'enabled', 'reset', 'sessionsEnded', 'passwordChosen', 'passwordChanged')),
  user_id       text NOT NULL,
  user_name     text NOT NULL,
  details       jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX account_change_of_user ON account_change (user_id, id);
