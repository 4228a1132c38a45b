-- How many dB the link of a LoRaWAN device has to spare, as its network server said last. Null: it never said.
ALTER TABLE device ADD COLUMN link_margin smallint;
