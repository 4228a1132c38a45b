/** The fields of an entity, in the names of the API. */
export type Fields = Record<string, unknown>;

export type EntityKind = "home" | "person" | "contact" | "device";

/** A row of the record as the phone has it. `id` null: the service has not made it yet. */
export interface Entity {
  kind: EntityKind;
  key: string;
  id: string | null;
  version: number | null;
  fields: Fields;
}

/** One home at which the installer works. The phone has all that was entered, sent or not. */
export interface Job {
  key: string;
  accountId: string;
  entities: readonly Entity[];
  /** The template that was chosen on this phone; null: none. */
  template: string | null;
  /** The mode of the home, as the service said last. */
  mode: string;
}

/**
 * Something to send. The service applies it once by its key, however often it is sent. `refused`: it needs the installer, and what comes after
 * it in the same home waits.
 */
export interface Change {
  key: string;
  accountId: string;
  jobKey: string;
  /** The changes of a phone are sent in this order. */
  order: number;
  what: "make" | "correct" | "plan";
  entityKey: string;
  fields: Fields;
  wasSent: boolean;
  refused: string | null;
}

export const homeOf = ({ entities }: Job): Entity | undefined => entities.find(({ kind }) => kind === "home");
export const entitiesOf = ({ entities }: Job, kind: EntityKind): Entity[] => entities.filter((one) => one.kind === kind);
export const entityOf = ({ entities }: Job, key: string | undefined): Entity | undefined => entities.find((one) => one.key === key);
/** A device by the phone's key, or by the id that the service gave it. */
export const deviceOf = (job: Job, key: string | undefined): Entity | undefined =>
  entitiesOf(job, "device").find((one) => one.key === key || (one.id !== null && one.id === key));
export const textOf = (entity: Entity | undefined, field: string): string => {
  const value = entity?.fields[field];
  return typeof value === "string" ? value : "";
};

/** What the call that makes an entity takes; the rest is a correction of it. */
const makeFields: Record<EntityKind, readonly string[] | null> = {
  home: ["name", "address", "phone", "accessNotes", "timezone"],
  person: null,
  contact: null,
  device: ["name", "kind", "room", "outside", "expectedIntervalSeconds"],
};

/** The fields that make an entity, and those that correct it afterwards. */
export function splitFields(kind: EntityKind, fields: Fields): { make: Fields; correct: Fields } {
  const names = makeFields[kind];
  if (names === null) return { make: fields, correct: {} };
  const parts = Object.groupBy(Object.entries(fields), ([name]) => (names.includes(name) ? "make" : "correct"));
  return { make: Object.fromEntries(parts.make ?? []), correct: Object.fromEntries(parts.correct ?? []) };
}
