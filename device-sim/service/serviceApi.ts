import { z } from "zod";
import type { NewDevice, newHome } from "#domain/home.ts";
import { type Plan, plan } from "#domain/plan.ts";
import { planDifference } from "#domain/planDifference.ts";
import { suggestedSettings } from "#domain/suggest/suggestedSettings.ts";

/** The service answered with an error (`status` and its `code`), or did not answer (`status` 0). */
export class ServiceFault extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
    this.code = code;
  }
}

const homeAnswer = z.object({ id: z.string(), name: z.string(), timezone: z.string(), mode: z.enum(["live", "test"]) });
export type ApiHome = z.infer<typeof homeAnswer>;
const deviceAnswer = z.object({ id: z.string(), name: z.string(), kind: z.string(), room: z.string() });
const homeWithDevices = homeAnswer.extend({ devices: z.array(deviceAnswer) });
const provisioned = z.object({ id: z.string(), mqtt: z.object({ username: z.string(), secret: z.string(), topic: z.string() }) });
const counts = z.object({ readings: z.number(), quarantined: z.number() });
const readingAnswer = z.object({
  receivedAt: z.iso.datetime(),
  /** The event time. */
  time: z.iso.datetime(),
  deviceId: z.string(),
  at: z.iso.datetime().nullable(),
  seq: z.number().nullable(),
  boot: z.string().nullable(),
});
const alarmAnswer = z.object({
  id: z.string(),
  homeName: z.string(),
  rule: z.string(),
  priority: z.string(),
  technical: z.boolean().default(false),
  state: z.enum(["open", "closed"]),
  sentence: z.string(),
  raisedAt: z.iso.datetime(),
  rings: z.number(),
  timeline: z.array(z.object({ at: z.iso.datetime(), event: z.string(), text: z.string(), by: z.string().nullable() })),
});
export type ApiAlarm = z.infer<typeof alarmAnswer>;
const caseAnswer = z.object({
  id: z.string(),
  version: z.number(),
  homeId: z.string(),
  state: z.enum(["waiting", "claimed", "followUp", "closed"]),
  priority: z.string(),
  rings: z.number(),
  openedAt: z.iso.datetime(),
  /** Since when it waits at the centre. */
  centreSince: z.iso.datetime().nullable(),
});
export type ApiCase = z.infer<typeof caseAnswer>;
const planAnswer = z.object({ version: z.number(), plan });
/** An old plan may name rules that exist no longer. */
const versionAnswer = z.object({ version: z.number(), plan: z.looseObject({ name: z.string() }), madeAt: z.iso.datetime() });
const ruleAnswer = z.object({ name: z.string() });
const errorAnswer = z.object({ error: z.object({ code: z.string(), message: z.string(), details: z.unknown().optional() }) });
const fieldFaults = z.array(z.object({ path: z.string(), message: z.string() }));

export type ServiceApi = ReturnType<typeof createServiceApi>;

interface ServiceAddress {
  httpUrl: string;
  token: string;
}

/** Calls of /api/v1 with a bearer token: one answer, or all pages of a list. Both throw ServiceFault. */
function callsTo({ httpUrl, token }: ServiceAddress) {
  async function call<T>(answer: z.ZodType<T>, method: "GET" | "POST", path: string, body?: unknown): Promise<T> {
    let response: Response;
    try {
      response = await fetch(new URL(`/api/v1${path}`, httpUrl), {
        method,
        headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
        body: body === undefined ? null : JSON.stringify(body),
      });
    } catch (cause) {
      throw new ServiceFault(0, "unreachable", `no service answers at ${httpUrl}`, { cause });
    }
    const text = await response.text();
    const json = parseJson(text);
    if (!response.ok) throw refusal(`${method} ${path}`, response.status, json, text);
    const parsed = answer.safeParse(json);
    if (!parsed.success) throw new ServiceFault(response.status, "unexpected", `${method} ${path}: ${z.prettifyError(parsed.error)}`);
    return parsed.data;
  }

  async function* list<T>(item: z.ZodType<T>, path: string, query: Record<string, string>): AsyncGenerator<T> {
    const page = z.object({ items: z.array(item), next: z.string().nullable() });
    let next: string | null = null;
    do {
      const asked = new URLSearchParams(next === null ? query : { ...query, cursor: next });
      const answer: z.infer<typeof page> = await call(page, "GET", `${path}?${asked}`);
      yield* answer.items;
      next = answer.next;
    } while (next !== null);
  }

  return { call, list };
}

/** The part of /api/v1 that the simulator uses. Every call throws ServiceFault. */
export function createServiceApi(address: ServiceAddress) {
  const { call, list } = callsTo(address);
  return {
    createHome: (home: z.input<typeof newHome> & { plan?: z.input<typeof plan> }) => call(homeAnswer, "POST", "/homes", home),
    homes: (mode: "live" | "test") => list(homeAnswer, "/homes", { mode }),
    home: (homeId: string) => call(homeWithDevices, "GET", `/homes/${homeId}`),
    plan: (homeId: string) => call(planAnswer, "GET", `/homes/${homeId}/plan`),
    /** Newest first. */
    planVersions: (homeId: string) => list(versionAnswer, `/homes/${homeId}/plan/versions`, { limit: "100" }),
    setPlan: (homeId: string, chosen: Plan, why: string) => call(planAnswer, "POST", `/homes/${homeId}/plan`, { plan: chosen, why }),
    backtest: (homeId: string, proposed: Plan, nights: { from?: string | undefined; to?: string | undefined }) =>
      call(planDifference, "POST", `/homes/${homeId}/plan/backtest`, { plan: proposed, ...nights }),
    suggestions: (homeId: string, nights: number) => call(suggestedSettings, "GET", `/homes/${homeId}/plan/suggestions?nights=${nights}`),
    planRules: () => call(z.object({ items: z.array(ruleAnswer) }), "GET", "/plan-rules"),
    addDevice: (homeId: string, device: Partial<NewDevice>) => call(provisioned, "POST", `/homes/${homeId}/devices`, device),
    renewSecret: (homeId: string, deviceId: string) => call(provisioned, "POST", `/homes/${homeId}/devices/${deviceId}/secret`, {}),
    counts: (homeId: string) => call(counts, "GET", `/homes/${homeId}/counts`),
    /** `from` included, `to` excluded: epoch ms, by the event time of the readings. */
    readings: (homeId: string, from: number, to: number) =>
      list(readingAnswer, `/homes/${homeId}/readings`, {
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        limit: "1000",
      }),
    /** Of live homes; the technical list left out. */
    openCases: () => list(caseAnswer, "/cases", { mode: "live", state: "open", limit: "100" }),
    case: (id: string) => call(caseAnswer, "GET", `/cases/${id}`),
    claimCase: (id: string) => call(caseAnswer, "POST", `/cases/${id}/claim`, {}),
    takeOverCase: (id: string, reason: string) => call(caseAnswer, "POST", `/cases/${id}/take-over`, { reason }),
    /** The holder has heard a new ring. */
    heardCase: (id: string) => call(caseAnswer, "POST", `/cases/${id}/heard`, {}),
    recordAction: (id: string, action: { action: "speakToHome" | "call"; contact?: number; result: "answered" }) =>
      call(caseAnswer, "POST", `/cases/${id}/actions`, action),
    closeCase: (id: string, end: { outcome: string; note: string; rings: number }) => call(caseAnswer, "POST", `/cases/${id}/close`, end),
    /** Open and closed, the technical list included. */
    async *alarms(homeId: string): AsyncGenerator<ApiAlarm> {
      const seen = new Set<string>();
      for (const which of ["queue", "technical"])
        for (const state of ["open", "closed"])
          for await (const alarm of list(alarmAnswer, "/alarms", { home: homeId, list: which, state, limit: "100" })) {
            if (!seen.has(alarm.id)) yield alarm;
            seen.add(alarm.id);
          }
    },
  };
}

/** The fault for an answer with an error status. `call` is such as "GET /homes/1". */
function refusal(call: string, status: number, json: unknown, text: string): ServiceFault {
  const refused = errorAnswer.safeParse(json).data?.error;
  const lines = [`${call}: ${status} ${refused?.message ?? text.slice(0, 200)}`, ...faultLines(refused?.details)];
  return new ServiceFault(status, refused?.code ?? "unknown", lines.join("\n"));
}

/** "  rules.bedExit.exitMinutes: …": a line for each field that the service refused. */
const faultLines = (details: unknown): string[] =>
  fieldFaults.safeParse(details).data?.map(({ path, message }) => `  ${path}: ${message}`) ?? [];

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
