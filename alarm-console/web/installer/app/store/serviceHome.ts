import type { Change, Entity, EntityKind, Fields, Job } from "./job.ts";

type Row = Fields & { id: string; version: number };

/** A home as GET /homes/{id} answers it. */
export interface ServiceHome extends Fields {
  id: string;
  version: number;
  mode: string;
  people: Row[];
  contacts: Row[];
  devices: Row[];
}

const entity = (kind: EntityKind, { id, version, ...fields }: Row): Entity => ({ kind, key: `${kind}-${id}`, id, version, fields });

/** A job for a home that the service knows. */
export function jobFrom(home: ServiceHome, accountId: string): Job {
  const { people, contacts, devices, mode, ...fields } = home;
  const entities = [
    entity("home", fields),
    ...people.map((row) => entity("person", row)),
    ...contacts.map((row) => entity("contact", row)),
    ...devices.map((row) => entity("device", row)),
  ];
  return { key: `home-${home.id}`, accountId, entities, template: null, mode };
}

/** The job of the phone with what the service has now. Entities keep their keys; one with a change that waits keeps its fields. */
export function merged(known: Job | null, fresh: Job, changes: readonly Change[]): Job {
  if (known === null) return fresh;
  const waits = new Set(changes.map(({ entityKey }) => entityKey));
  const taken = fresh.entities.map((now) => {
    const before = known.entities.find(({ kind, id }) => kind === now.kind && id === now.id);
    if (before === undefined) return now;
    const fields = waits.has(before.key) ? before.fields : { ...before.fields, ...now.fields };
    return { ...now, key: before.key, fields };
  });
  const notSent = known.entities.filter(({ id }) => id === null);
  return { ...known, entities: [...taken, ...notSent], mode: fresh.mode };
}
