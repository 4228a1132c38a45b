import type pg from "pg";
import { z } from "zod";
import type { HomeFacts } from "#domain/home.ts";
import { asDeviceId } from "#domain/ids.ts";
import { type HandoverRecord, handoverView, type NewHandover, newHandover } from "#domain/installing/handover.ts";
import { readHandovers, type StoredHandover, writeHandover } from "#homes/installing/handovers.ts";
import type { Registry } from "#homes/registry.ts";
import { inTransaction } from "#platform/database.ts";
import { lockHome } from "#response/alarm/raiseAlarm.ts";
import { readCommissioning } from "#response/commissioning/commissioningRows.ts";
import { readTests } from "#response/commissioning/walkTest.ts";
import { recordLook } from "../../access/accessLog.ts";
import { touchableHome } from "../../access/touchableHome.ts";
import type { Api } from "../../api.ts";
import { Refusal, refusals } from "../../errors.ts";
import { rfc3339 } from "../../rfc3339.ts";
import { type DeviceSummaryOf, type HomeRecord, readHome } from "../homeRecord.ts";
import { homeParams } from "../homes.ts";
import { idempotencyKey, keyOf } from "../record/changeKey.ts";

export interface HandoverNeeds {
  pool: pg.Pool;
  registry: Registry;
  deviceSummaryOf: DeviceSummaryOf;
  /** Epoch ms. */
  now: () => number;
}

const tags = ["installing"];

export function handoverRoutes(api: Api, needs: HandoverNeeds): void {
  addHandover(api, needs);
  listHandovers(api, needs);
}

function addHandover(api: Api, needs: HandoverNeeds): void {
  const { pool, registry, now } = needs;
  api.post(
    "/homes/:id/handovers",
    {
      config: { needs: "registerHomes" },
      schema: {
        summary: "Hand a home over: a record of who, when, each device with its test, consents, contacts, plan, and a signature",
        description: "The service adds the home as it is. The record cannot be changed afterwards; a new one is a new version.",
        tags,
        params: homeParams,
        headers: idempotencyKey,
        body: newHandover,
        response: { 201: handoverView, ...refusals(400, 401, 403, 404, 413, 422, 503) },
      },
    },
    async (request, reply) => {
      const { caller, params, body } = request;
      const home = touchableHome(registry, caller, params.id);
      const record = await recordOf(needs, home, body);
      const written = { record, by: { id: caller.id, name: caller.name }, now: now(), key: keyOf(request) };
      const version = await inTransaction(pool, async (client) => {
        await client.query(lockHome, [home.id]);
        return writeHandover(client, home.id, written);
      });
      const [made] = await readHandovers(pool, home.id, version);
      if (made === undefined) throw new Error(`handover ${version} of home ${home.id} was written and cannot be read`);
      return reply.code(201).send(viewOf(made));
    },
  );
}

function listHandovers(api: Api, { pool, registry }: HandoverNeeds): void {
  api.get(
    "/homes/:id/handovers",
    {
      config: { needs: "seeHomes" },
      schema: {
        summary: "List the handover records of a home, newest first",
        description: "The access log records who looked.",
        tags,
        params: homeParams,
        response: { 200: z.object({ items: z.array(handoverView), next: z.null() }), ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async ({ caller, params }) => {
      const home = touchableHome(registry, caller, params.id);
      await recordLook(pool, caller, "home", home.id);
      return { items: (await readHandovers(pool, home.id, null)).map(viewOf), next: null };
    },
  );
}

const viewOf = ({ at, ...handover }: StoredHandover) => ({ ...handover, at: rfc3339(at) });

/** The home as it is, with the signature. */
async function recordOf(
  { pool, registry, deviceSummaryOf, now }: HandoverNeeds,
  home: HomeFacts,
  signed: NewHandover,
): Promise<HandoverRecord> {
  const shown = await readHome(pool, home.id, { deviceSummaryOf, now: now(), listeningGaps: registry.listeningGaps });
  if (shown === null) throw new Refusal("notFound", `There is no home ${home.id}.`);
  const since = (await readCommissioning(pool, home.id))?.since ?? null;
  const tests = since === null ? new Map() : await readTests(pool, home, since);
  const { version = 0, plan } = registry.planOf(home.id) ?? { plan: home.plan };
  const untested = signed.leftUntested.filter((id) => home.devices.has(asDeviceId(id)) && !tests.has(asDeviceId(id)));
  return {
    ...signed,
    leftUntested: untested,
    ...recordParts(shown),
    plan: { name: plan.name, version },
    devices: [...home.devices.values()].map(({ id, name, kind, room }) => ({
      ...{ id, name, kind, room, tested: tests.get(id) ?? null },
      serial: shown.devices.find((one) => one.id === id)?.serial ?? "",
    })),
  };
}

const recordParts = ({
  name,
  address,
  postcode,
  phone,
  people,
  contacts,
}: HomeRecord): Pick<HandoverRecord, "home" | "people" | "contacts"> => ({
  home: { name, address, postcode, phone: phone ?? "" },
  people: people.map(({ name: who, dateOfBirth, consents }) => ({ name: who, dateOfBirth, consents })),
  contacts: contacts.map(({ place, name: who, relation, phone: number, keyholder }) => ({
    place,
    name: who,
    relation,
    phone: number,
    keyholder,
  })),
});
