import { z } from "zod";
import { phoneNameOf } from "#domain/carers/phoneName.ts";
import { idText } from "#domain/ids.ts";
import { nextWallTime, wallTime } from "#domain/time/wallClock.ts";
import type { Carers } from "#homes/carers.ts";
import type { Registry } from "#homes/registry.ts";
import type { Notify } from "#response/notify/notify.ts";
import type { TestedPhone } from "#response/notify/phones/phones.ts";
import { CallCounts, type CallLimit } from "../../access/callCounts.ts";
import type { Caller } from "../../access/caller.ts";
import type { Api } from "../../api.ts";
import { notValid, Refusal, refusals } from "../../errors.ts";
import { rfc3339, rfc3339OrNull } from "../../rfc3339.ts";

export interface PhoneRouteNeeds {
  notify: Pick<Notify, "phones" | "pushPublicKey">;
  carers: Carers;
  registry: Pick<Registry, "home" | "timezone">;
  /** Epoch ms. */
  now: () => number;
}

const time = z.iso.datetime();
const phoneView = z
  .object({
    id: z.string(),
    name: z.string().describe("From what its browser says: `Android phone, Chrome`."),
    createdAt: time,
    seenAt: time.describe("When the carer's page was last opened on it."),
    testedAt: time.nullable().describe("The last test that it received in time, showed, and that was opened. Null: none yet."),
    test: z
      .object({
        state: z.enum(["waiting", "sending", "sent", "delivered", "failed"]),
        dueAt: time.nullable().describe("When a test that waits leaves."),
        sentAt: time.nullable(),
        receivedAt: time.nullable(),
        shownAt: time.nullable(),
        openedAt: time.nullable(),
        failure: z.string().nullable(),
      })
      .nullable()
      .describe("The last test."),
  })
  .meta({ id: "Phone" });
const phoneList = z.object({
  asOf: time,
  publicKey: z.string().nullable().describe("What a browser subscribes with (applicationServerKey). Null: this service sends no pushes."),
  timezone: z.string().describe("In which a test at a time of day is meant: of your first home."),
  items: z.array(phoneView),
  next: z.null(),
});
const key = (bytes: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]{16,120}=*$/, "write base64url")
    .refine((text) => Buffer.from(text, "base64url").length === bytes, `must hold ${bytes} bytes`);
const subscription = z.strictObject({
  endpoint: z.string().max(1_000),
  keys: z.object({ p256dh: key(65), auth: key(16) }),
  replaces: z.string().max(1_000).optional().describe("The endpoint that this browser had before."),
});
const phoneParams = z.object({ id: idText.describe("The phone.") });
const newTest = z.strictObject({
  at: z.union([z.literal("now"), wallTime]).describe("`now`, or the next such time of day in `timezone`."),
});

/** A carer looks at what a test did, not at how many fit into a minute. */
const mostTests: CallLimit = { window: 60, max: 6 };
/** Each registration may be a row: a page registers its phone when it is opened. */
const mostRegistrations: CallLimit = { window: 60, max: 30 };
const errors = [400, 401, 403, 413, 422, 503] as const;

/** The phones on which a carer gets alarms. */
export function phoneRoutes(api: Api, needs: PhoneRouteNeeds): void {
  const { phones } = needs.notify;
  const registrations = new CallCounts(needs.now);
  const config = { needs: "careForHomes" } as const;
  const tags = ["carers"];
  api.get(
    "/carer/phones",
    {
      config,
      schema: { summary: "List your phones on which alarms ring", tags, response: { 200: phoneList, ...refusals(401, 403, 503) } },
    },
    async ({ caller }) => listFor(needs, caller),
  );
  api.put(
    "/carer/phones",
    {
      config,
      schema: {
        summary: "Register this phone",
        description:
          "Do so each time the page is opened: the same endpoint stays the same phone. An endpoint of another account is yours from then on. Of more than ten phones, the one that was seen longest ago gets no more alarms.",
        tags,
        body: subscription,
        response: { 200: phoneView, ...refusals(...errors) },
      },
    },
    async ({ caller, body, headers }) => {
      const { endpoint, keys, replaces = null } = body;
      if (needs.notify.pushPublicKey === null) throw new Refusal("unavailable", "This Link Line sends no pushes.");
      if (!phones.isEndpoint(endpoint))
        throw notValid([{ path: "endpoint", message: "must be the https address of a public push service" }]);
      if (!registrations.count(caller.id, mostRegistrations).allowed)
        throw new Refusal("tooMany", "You have registered phones very often. Wait a minute, then try again.");
      const name = phoneNameOf(headers["user-agent"] ?? "");
      const put = await phones.put({ accountId: caller.id, sessionId: caller.by.id, endpoint, ...keys, name, replaces });
      const known = (await phones.list(caller.id)).find(({ id }) => id === put.id);
      return viewOf(known ?? { ...put, test: null });
    },
  );
  api.delete(
    "/carer/phones/:id",
    {
      config,
      schema: {
        summary: "Switch off alarms on a phone",
        tags,
        params: phoneParams,
        response: { 200: phoneList, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async ({ caller, params }) => {
      if (!(await phones.switchOff(caller.id, params.id))) throw unknown();
      return listFor(needs, caller);
    },
  );
  testRoutes(api, needs);
}

function testRoutes(api: Api, needs: PhoneRouteNeeds): void {
  const { phones } = needs.notify;
  const counts = new CallCounts(needs.now);
  const path = "/carer/phones/:id/test";
  const config = { needs: "careForHomes" } as const;
  const response = { 200: phoneList, ...refusals(400, 401, 403, 404, 413, 422, 503) };
  api.post(
    path,
    {
      config,
      schema: {
        summary: "Test a phone, now or at a time of day",
        description: "It gets what it would get in an alarm, marked as a test. A test that waits is replaced.",
        tags: ["carers"],
        params: phoneParams,
        body: newTest,
        response,
      },
    },
    async ({ caller, params, body }) => {
      if (!counts.count(caller.id, mostTests).allowed) throw new Refusal("tooMany", "Wait a minute, then test again.");
      const now = needs.now();
      const at = body.at === "now" ? now : nextWallTime(now, body.at, await timezoneOf(needs, caller));
      if (!(await phones.test(caller.id, params.id, at))) throw unknown();
      return listFor(needs, caller);
    },
  );
  api.delete(
    path,
    { config, schema: { summary: "Drop a test that waits", tags: ["carers"], params: phoneParams, response } },
    async ({ caller, params }) => {
      await phones.dropTest(caller.id, params.id);
      return listFor(needs, caller);
    },
  );
}

const unknown = (): Refusal => new Refusal("notFound", "You have no such phone, or alarms are switched off on it.");

async function listFor(needs: PhoneRouteNeeds, caller: Caller): Promise<z.infer<typeof phoneList>> {
  const { notify, now } = needs;
  const [timezone, items] = await Promise.all([timezoneOf(needs, caller), notify.phones.list(caller.id)]);
  return { asOf: rfc3339(now()), publicKey: notify.pushPublicKey, timezone, items: items.map(viewOf), next: null };
}

async function timezoneOf({ carers, registry }: PhoneRouteNeeds, caller: Caller): Promise<string> {
  const [first] = await carers.caresOf(caller.id);
  return (first === undefined ? undefined : registry.home(first.homeId)?.timezone) ?? registry.timezone;
}

function viewOf({ id, name, createdAt, seenAt, testedAt, test }: TestedPhone): z.infer<typeof phoneView> {
  return {
    ...{ id, name, createdAt: rfc3339(createdAt), seenAt: rfc3339(seenAt), testedAt: rfc3339OrNull(testedAt) },
    test: test && {
      state: test.state,
      dueAt: rfc3339OrNull(test.dueAt),
      sentAt: rfc3339OrNull(test.sentAt),
      receivedAt: rfc3339OrNull(test.receivedAt),
      shownAt: rfc3339OrNull(test.shownAt),
      openedAt: rfc3339OrNull(test.openedAt),
      failure: test.failure,
    },
  };
}
