-- Up Migration
-- The place of each contact when the ladder was frozen, by contact id: {"12": 1, "15": 2}. Its steps name contacts by these places, so a contact
-- who is moved or taken out meanwhile changes no one else's turn. Empty: a ladder from before this migration.
ALTER TABLE escalation ADD COLUMN contact_places jsonb NOT NULL DEFAULT '{}';
