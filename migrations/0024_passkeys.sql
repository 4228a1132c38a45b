-- Up Migration

-- Public keys of carers' phones (WebAuthn). The private key stays in the phone, or with its maker's account. Times by the database's clock, as
-- those of sessions.
CREATE TABLE passkey (
  id          text PRIMARY KEY,          -- the credential id, base64url
  user_id     text NOT NULL REFERENCES "user" ON DELETE CASCADE,
  public_key  bytea NOT NULL,
  counter     bigint NOT NULL,           -- grows with each use, where the phone counts; 0 where it does not
  transports  text[] NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  used_at     timestamptz
);
CREATE INDEX passkey_of_user ON passkey (user_id);
