import { setTimeout as delay } from "node:timers/promises";
import { present, proposed, recordedLife } from "../rules/backtest.ts";
import { type Spread, spread } from "../statistics.ts";
import type { BenchService } from "./benchService.ts";
import type { Floor } from "./floor.ts";
import type { Latency, Presses } from "./latency.ts";

export interface RecordedBacktestFigures {
  readings: number;
  /** Milliseconds from question to answer, through the API and the database: 14 nights of one home. */
  answer: Spread;
  /** Press to console without back-tests, and while three supervisors run back-tests without a pause. */
  press: { idle: Latency; asked: Latency; answered: number };
}

/** The service has room for readings of the last week and of those to come. */
const weeksBefore = `DO $$ DECLARE week timestamptz; name text; BEGIN
  SET LOCAL timezone = 'UTC';
  FOR week IN SELECT generate_series(date_trunc('week', now()) - interval '28 days', now(), interval '7 days') LOOP
    name := 'reading_' || to_char(week, 'YYYYMMDD');
    IF to_regclass(name) IS NULL THEN
      EXECUTE format('CREATE TABLE %I PARTITION OF reading FOR VALUES FROM (%L) TO (%L)', name, week, week + interval '7 days');
    END IF;
  END LOOP;
END $$`;

// Below every position that the service gives out.
const insertLife = `INSERT INTO reading (position, home_id, device_id, kind, value, at, received_at, time, seq, boot, battery, signal, historical)
  SELECT n - 100000000, $1, device, kind, value, to_timestamp(at / 1000), to_timestamp(at / 1000), to_timestamp(at / 1000), n, '1', battery, signal, false
    FROM unnest($2::bigint[], $3::text[], $4::jsonb[], $5::float8[], $6::real[], $7::real[]) WITH ORDINALITY AS said (device, kind, value, at, battery, signal, n)`;

/** A recorded home back-tested through the service; presses beside it must not wait for it. */
export async function measureRecordedBacktest(
  service: BenchService,
  { presses, floor, rounds, count }: { presses: Presses; floor: Floor; rounds: number; count: number },
): Promise<RecordedBacktestFigures> {
  const life = recordedLife(1, Date.now());
  const home = await service.api.createHome({ name: "Recorded", timezone: life.home.timezone, mode: "live", plan: present });
  const deviceOf = new Map<string, string>();
  for (const { id, name, kind, room, outside } of life.home.devices.values())
    deviceOf.set(id, (await service.api.addDevice(home.id, { name, kind: kind as "heartbeat", room, outside })).id);
  const { readings } = life;
  await service.database.query(weeksBefore);
  await service.database.query(insertLife, [
    home.id,
    readings.map(({ deviceId }) => deviceOf.get(deviceId)),
    readings.map(({ value }) => value.kind),
    readings.map(({ value: { kind: _, ...fields } }) => JSON.stringify(fields)),
    readings.map(({ at }) => at),
    readings.map(({ battery }) => battery),
    readings.map(({ signal }) => signal),
  ]);
  await service.database.query("ANALYZE reading");

  const answers: number[] = [];
  for (let round = 0; round < rounds + 3; round += 1) {
    const began = performance.now();
    await service.api.backtest(home.id, proposed, {});
    if (round >= 3) answers.push(performance.now() - began);
  }
  const idle = await presses.measure(count, floor);
  let asking = true;
  let answered = 0;
  const supervisors = Array.from({ length: 3 }, async () => {
    while (asking) {
      await service.api.backtest(home.id, proposed, {});
      answered += 1;
      await delay(0);
    }
  });
  const asked = await presses.measure(count, floor);
  asking = false;
  await Promise.all(supervisors);
  return { readings: readings.length, answer: spread(answers), press: { idle, asked, answered } };
}
