-- Up Migration

-- The hash of the name that a device made for itself when it redeemed its code: that device may redeem it again where the answer was lost.
ALTER TABLE setup_code ADD COLUMN redeemed_by text;
