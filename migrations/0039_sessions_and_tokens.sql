-- Up Migration

-- Sessions of people at desks end an hour after the last use and 12 hours after the sign-in. Those from before lasted 12 hours after the last use.
UPDATE "session" s SET "expiresAt" = least(s."expiresAt", now() + interval '1 hour', s."createdAt" + interval '12 hours')
  FROM "user" u WHERE u.id = s."userId" AND u.role IN ('admin', 'supervisor', 'operator', 'tester');

-- A token ends by itself, and shows who made it and when it was used. Those from before have no end: a program that raises calls must not fall silent
-- by an upgrade.
ALTER TABLE api_token
  ADD COLUMN expires_at timestamptz,
  ADD COLUMN last_used_at timestamptz,     -- within five minutes
  ADD COLUMN made_by_id text,              -- account; 'commandLine' or 'service'; null: made before this migration
  ADD COLUMN made_by_name text;

ALTER TABLE account_change DROP CONSTRAINT account_change_what_check,
  ADD CONSTRAINT account_change_what_check CHECK (what IN ('created', 'roleChanged', 'disabled', 'enabled', 'reset', 'sessionsEnded', 'passwordChosen',
                                                           'passwordChanged', 'tokenMade', 'tokenEnded'));
