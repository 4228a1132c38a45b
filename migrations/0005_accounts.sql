-- Up Migration

-- Machines call with a bearer token; only its SHA-256 is kept.
CREATE TABLE api_token (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name        text NOT NULL,
  role        text NOT NULL,
  token_hash  text NOT NULL UNIQUE,
  created_at  timestamptz NOT NULL DEFAULT now(),
  revoked_at  timestamptz
);

-- Who looked at which home's people, contacts or record.
CREATE TABLE access_log (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at        timestamptz NOT NULL DEFAULT now(),
  who_id    text NOT NULL,               -- account or token, as in alarm.held_by
  who_name  text NOT NULL,
  role      text NOT NULL,
  what      text NOT NULL CHECK (what IN ('home', 'readings')),
  home_id   bigint NOT NULL
);
CREATE INDEX access_log_of_home ON access_log (home_id, at);
CREATE INDEX access_log_of_who ON access_log (who_id, at);

-- The four tables of better-auth 1.7, named and typed as it wants them; `role` is ours. tests/system/accounts.test.ts
-- asks better-auth whether anything is missing.
CREATE TABLE "user" (
  "id"             text PRIMARY KEY,
  "name"           text NOT NULL,
  "email"          text NOT NULL UNIQUE,
  "emailVerified"  boolean NOT NULL,
  "image"          text,
  "createdAt"      timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt"      timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "role"           text NOT NULL CHECK ("role" IN ('admin', 'supervisor', 'operator', 'carer', 'installer', 'tester'))
);

CREATE TABLE "session" (
  "id"         text PRIMARY KEY,
  "expiresAt"  timestamptz NOT NULL,
  "token"      text NOT NULL UNIQUE,
  "createdAt"  timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt"  timestamptz NOT NULL,
  "ipAddress"  text,
  "userAgent"  text,
  "userId"     text NOT NULL REFERENCES "user" ("id") ON DELETE CASCADE
);
CREATE INDEX "session_userId_idx" ON "session" ("userId");

CREATE TABLE "account" (
  "id"                     text PRIMARY KEY,
  "accountId"              text NOT NULL,
  "providerId"             text NOT NULL,
  "userId"                 text NOT NULL REFERENCES "user" ("id") ON DELETE CASCADE,
  "accessToken"            text,
  "refreshToken"           text,
  "idToken"                text,
  "accessTokenExpiresAt"   timestamptz,
  "refreshTokenExpiresAt"  timestamptz,
  "scope"                  text,
  "password"               text,
  "createdAt"              timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt"              timestamptz NOT NULL
);
CREATE INDEX "account_userId_idx" ON "account" ("userId");

CREATE TABLE "verification" (
  "id"          text PRIMARY KEY,
  "identifier"  text NOT NULL,
  "value"       text NOT NULL,
  "expiresAt"   timestamptz NOT NULL,
  "createdAt"   timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt"   timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX "verification_identifier_idx" ON "verification" ("identifier");
