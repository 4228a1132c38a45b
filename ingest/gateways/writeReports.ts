import type pg from "pg";
import type { Entry, GatewayEntry } from "../queue/entry.ts";
import { storable } from "./storableText.ts";

/**
 * A gateway cannot fill the list: further devices are not noted, and their calls ring all the same. A batch writes no more of a gateway either: an
 * inventory of 100,000 names takes the database longer than a press may wait.
 */
export const mostUnknownPerGateway = 500;
/** Of the last message of an unknown device. */
const bytesStored = 4096;

/** A device that was registered meanwhile is no longer unknown. */
const upsertUnknown = `INSERT INTO unknown_device AS known
    (gateway_id, external_id, name, model, maker, kinds, topic, payload, messages, first_seen_at, last_seen_at)
  SELECT gateway_id, external_id, name, model, maker, coalesce(string_to_array(kinds, ','), '{}'), topic, payload, messages,
         to_timestamp(at / 1000), to_timestamp(at / 1000)
    FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bytea[], $9::bigint[], $10::float8[])
      AS seen (gateway_id, external_id, name, model, maker, kinds, topic, payload, messages, at)
   WHERE NOT EXISTS (SELECT FROM device WHERE device.gateway_id = seen.gateway_id AND device.external_id = seen.external_id AND ended_at IS NULL)
     AND EXISTS (SELECT FROM gateway WHERE gateway.id = seen.gateway_id)
     AND (EXISTS (SELECT FROM unknown_device u WHERE u.gateway_id = seen.gateway_id AND u.external_id = seen.external_id)
          OR (SELECT count(*) FROM unknown_device u WHERE u.gateway_id = seen.gateway_id) < ${mostUnknownPerGateway})
   ORDER BY gateway_id, external_id
  ON CONFLICT (gateway_id, external_id) DO UPDATE SET name = coalesce(excluded.name, known.name), model = coalesce(excluded.model, known.model),
    maker = coalesce(excluded.maker, known.maker), kinds = CASE WHEN excluded.model IS NULL THEN known.kinds ELSE excluded.kinds END,
    topic = coalesce(excluded.topic, known.topic), payload = coalesce(excluded.payload, known.payload),
    messages = known.messages + excluded.messages, last_seen_at = greatest(known.last_seen_at, excluded.last_seen_at)`;

/** One that has sent something stays on the list. */
const deleteWithdrawn = `DELETE FROM unknown_device USING unnest($1::bigint[], $2::text[]) AS gone (gateway_id, external_id)
  WHERE unknown_device.gateway_id = gone.gateway_id AND unknown_device.external_id = gone.external_id AND messages = 0`;
/** An older report, which came out of order, was counted as missed and stays so. */
const updateCounter = `UPDATE device SET counter_session = $2, counter = $3::bigint,
    missed_reports = missed_reports + CASE WHEN counter_session = $2 THEN $3::bigint - counter - 1 ELSE 0 END
  WHERE id = $1 AND (counter_session IS DISTINCT FROM $2 OR counter < $3::bigint)`;
const updatePresence = `UPDATE device SET online = said.online FROM unnest($1::bigint[], $2::boolean[]) AS said (id, online) WHERE device.id = said.id`;
const updateMargins = `UPDATE device SET link_margin = said.margin FROM unnest($1::bigint[], $2::smallint[]) AS said (id, margin) WHERE device.id = said.id`;
const updateGateways = `UPDATE gateway SET online = coalesce(said.online, gateway.online), last_heard_at = to_timestamp(said.at / 1000)
  FROM unnest($1::bigint[], $2::boolean[], $3::float8[]) AS said (id, online, at) WHERE gateway.id = said.id`;

const insertUnread = `INSERT INTO quarantine (home_id, gateway_id, external_id, received_at, topic, payload, reason, call)
  SELECT home_id, gateway_id, external_id, to_timestamp(received_at / 1000), topic, payload, reason, call
    FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::float8[], $5::text[], $6::bytea[], $7::text[], $8::boolean[])
      AS bad (home_id, gateway_id, external_id, received_at, topic, payload, reason, call)`;

interface SeenDevice {
  gatewayId: string;
  externalId: string;
  name: string | null;
  model: string | null;
  maker: string | null;
  kinds: string | null;
  topic: string | null;
  payload: Buffer | null;
  messages: number;
  at: number;
}

/** Writes what the gateways' messages of a batch report beside readings, in the transaction of the batch. */
export async function writeReports(client: pg.ClientBase, batch: readonly Entry[]): Promise<void> {
  const entries = batch.filter((entry): entry is GatewayEntry => entry.type === "gateway");
  if (entries.length === 0) return;
  const writes = [writeUnknown, writeWithdrawn, writeCounters, writeOnline, writeMargins, writeUnread].map((write) =>
    write(client, entries),
  );
  // The first fault is the cause.
  for (const one of writes) one.catch(() => {});
  for (const one of writes) await one;
}

async function writeUnknown(client: pg.ClientBase, entries: readonly GatewayEntry[]): Promise<void> {
  const seen = new Map<string, SeenDevice>();
  const seenAt = new Map<string, number>();
  for (const { gateway, receivedAt, report } of entries) {
    const note = (externalId: string, more: Partial<SeenDevice>): void => {
      const key = `${gateway.id}/${externalId}`;
      if (!seen.has(key)) {
        const before = seenAt.get(gateway.id) ?? 0;
        if (before >= mostUnknownPerGateway) return;
        seenAt.set(gateway.id, before + 1);
      }
      const known = seen.get(key) ?? { ...unseen, gatewayId: gateway.id, externalId, at: receivedAt };
      seen.set(key, { ...known, ...more, messages: known.messages + (more.messages ?? 0), at: receivedAt });
    };
    for (const { externalId, topic, payload } of report.unknown)
      note(externalId, { topic, payload: payload.subarray(0, bytesStored), messages: 1 });
    for (const { externalId, name, model, maker, kinds } of report.offers)
      note(storable(externalId), {
        name: storable(name),
        model: model === null ? null : storable(model),
        maker: maker === null ? null : storable(maker),
        kinds: kinds.length === 0 ? null : kinds.join(","),
      });
  }
  const all = [...seen.values()];
  if (all.length === 0) return;
  await client.query(upsertUnknown, [
    all.map((one) => one.gatewayId),
    all.map((one) => one.externalId),
    all.map((one) => one.name),
    all.map((one) => one.model),
    all.map((one) => one.maker),
    all.map((one) => one.kinds),
    all.map((one) => one.topic),
    all.map((one) => one.payload),
    all.map((one) => one.messages),
    all.map((one) => one.at),
  ]);
}

async function writeWithdrawn(client: pg.ClientBase, entries: readonly GatewayEntry[]): Promise<void> {
  const gone = entries.flatMap(({ gateway, report }) => report.withdrawn.map((externalId) => ({ gatewayId: gateway.id, externalId })));
  if (gone.length === 0) return;
  await client.query(deleteWithdrawn, [gone.map(({ gatewayId }) => gatewayId), gone.map(({ externalId }) => storable(externalId))]);
}

/** One after the other: a batch may hold several reports of one device. */
async function writeCounters(client: pg.ClientBase, entries: readonly GatewayEntry[]): Promise<void> {
  const counted = entries.flatMap(({ report }) => report.counters);
  const sent = counted.map(({ deviceId, session, count }) => client.query(updateCounter, [deviceId, storable(session), count]));
  for (const one of sent) one.catch(() => {});
  for (const one of sent) await one;
}

const unseen = { name: null, model: null, maker: null, kinds: null, topic: null, payload: null, messages: 0 };

/** The last word of each device and gateway in the batch counts. */
async function writeOnline(client: pg.ClientBase, entries: readonly GatewayEntry[]): Promise<void> {
  const devices = new Map(entries.flatMap(({ report }) => report.presence.map((one): [string, boolean] => [one.deviceId, one.online])));
  const gateways = new Map<string, { online: boolean | null; at: number }>();
  for (const { gateway, receivedAt, report } of entries)
    gateways.set(gateway.id, { online: report.online ?? gateways.get(gateway.id)?.online ?? null, at: receivedAt });
  const heard = [...gateways.values()];
  const writes: Promise<unknown>[] = [];
  if (devices.size > 0) writes.push(client.query(updatePresence, [[...devices.keys()], [...devices.values()]]));
  writes.push(client.query(updateGateways, [[...gateways.keys()], heard.map(({ online }) => online), heard.map(({ at }) => at)]));
  for (const one of writes) one.catch(() => {});
  for (const one of writes) await one;
}

/** The last one of each device in the batch counts. */
async function writeMargins(client: pg.ClientBase, entries: readonly GatewayEntry[]): Promise<void> {
  const margins = new Map(entries.flatMap(({ report }) => report.margins.map((one): [string, number] => [one.deviceId, one.margin])));
  if (margins.size > 0) await client.query(updateMargins, [[...margins.keys()], [...margins.values()]]);
}

async function writeUnread(client: pg.ClientBase, entries: readonly GatewayEntry[]): Promise<void> {
  const unread = entries.flatMap((entry) => (entry.report.quarantined === null ? [] : [{ entry, bad: entry.report.quarantined }]));
  if (unread.length === 0) return;
  await client.query(insertUnread, [
    unread.map(({ entry }) => entry.homeId),
    unread.map(({ entry }) => entry.gateway.id),
    unread.map(({ bad }) => bad.externalId),
    unread.map(({ entry }) => entry.receivedAt),
    unread.map(({ bad }) => bad.topic),
    unread.map(({ bad }) => bad.payload),
    unread.map(({ bad }) => bad.reason),
    unread.map(({ bad }) => bad.call),
  ]);
}
