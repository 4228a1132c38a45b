import { type Answer, type CallFailure, call } from "../../../shared/api/call.ts";
import { type Change, type Entity, type Fields, homeOf, type Job } from "./job.ts";

/** What the service says of an entity that it made or corrected. */
export interface Sent {
  id: string;
  version: number;
  fields: Fields;
}
type Row = Fields & { id: string; version?: number };

const members = { person: "people", contact: "contacts", device: "devices" } as const;

/** Sends one change. The home of the job must be made before its people. */
export async function sendChange(job: Job, entity: Entity, { what, fields, key }: Change): Promise<Answer<Sent | null>> {
  const homeId = homeOf(job)?.id ?? "";
  const named = { "idempotency-key": key };
  if (what === "plan") return sentNothing(await call("POST", `/api/v1/homes/${homeId}/plan/template`, fields));
  if (what === "correct") {
    const path = entity.kind === "home" ? "" : `/${members[entity.kind]}/${entity.id}`;
    const seen = { ...named, "if-match": `"${entity.version ?? 1}"` };
    return sent(await call<Row>("PATCH", `/api/v1/homes/${homeId}${path}`, fields, undefined, seen));
  }
  if (entity.kind === "home") return sent(await call<Row>("POST", "/api/v1/homes", { ...fields, mode: "commissioning" }, undefined, named));
  return sent(await call<Row>("POST", `/api/v1/homes/${homeId}/${members[entity.kind]}`, fields, undefined, named));
}

const sent = (answer: Answer<Row>): Answer<Sent> => {
  if (!answer.ok) return answer;
  const { id, version = 1, mqtt: _secret, ...fields } = answer.value;
  return { ok: true, value: { id, version, fields } };
};
const sentNothing = (answer: Answer<unknown>): Answer<null> => (answer.ok ? { ok: true, value: null } : answer);

/** Too busy, a fault, no answer, or signed out: the same change again, later. */
export const isLater = ({ status }: CallFailure): boolean => status === null || status >= 500 || status === 429 || status === 401;

/** What the service said, field by field where it names fields. */
export function refusalText({ code, message, details }: CallFailure): string {
  if (code === "changedMeanwhile") return "Another person changed this since you read it.";
  const faults = Array.isArray(details) ? (details as { path?: string; message?: string }[]) : [];
  const said = faults.flatMap((fault) => fault.message ?? []);
  return said.length === 0 ? message : said.map((words) => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`).join(" ");
}
