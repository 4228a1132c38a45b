-- Up Migration

-- Sessions of people at desks end an hour after the last use and 12 hours after the sign-in. Those from before lasted 12 hours after the last use.
UPDATE "session" s SET "expiresAt" = least(s."expiresAt", now() + interval '1 hour', s."createdAt" + interval '12 hours')
  FROM "user" u WHERE u.id = s."userId" AND u.role IN ('admin', 'supervisor', 'operator', 'tester');
