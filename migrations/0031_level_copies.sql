-- The message in which a button said that it is pressed: a later one is another press, and a copy of it is none. Null for other levels.
ALTER TABLE device_level ADD COLUMN mark text,
-- The case that was open in the home once the level was recorded, which is the one in which a danger rang. Once it is closed, the danger is news.
  ADD COLUMN case_id bigint;

UPDATE device_level SET case_id = (
  SELECT max(c.id) FROM alarm_case c JOIN device ON device.home_id = c.home_id
   WHERE device.id = device_level.device_id AND c.state <> 'closed' AND NOT c.technical);
