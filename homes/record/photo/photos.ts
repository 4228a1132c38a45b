import type pg from "pg";
import type { Author } from "#domain/alarm.ts";
import type { HomeId } from "#domain/ids.ts";
import { inTransaction } from "#platform/database.ts";
import type { RecordAnswer, Records } from "../records.ts";
import type { PhotoType } from "./cleanPhoto.ts";

export interface Photo {
  type: PhotoType;
  bytes: Buffer;
}

const lockPerson = `SELECT version FROM person WHERE id = $1 AND home_id = $2 FOR UPDATE`;
const raiseVersion = `UPDATE person SET version = version + 1 WHERE id = $1 RETURNING version`;
const upsertPhoto = `INSERT INTO person_photo (person_id, type, bytes, set_at) VALUES ($1, $2, $3, to_timestamp($4::float8 / 1000))
  ON CONFLICT (person_id) DO UPDATE SET type = excluded.type, bytes = excluded.bytes, set_at = excluded.set_at`;
const deletePhoto = `DELETE FROM person_photo WHERE person_id = $1`;
const selectPhoto = `SELECT type, bytes FROM person_photo JOIN person ON person.id = person_id WHERE person_id = $1 AND home_id = $2`;

/** Which person, as the caller saw the person, and who sets the photo. */
interface PersonAndAuthor {
  homeId: HomeId;
  /** The id of the person. */
  id: string;
  /** The version that the caller saw. */
  seen: number;
  by: Author;
}

/** `version`: the new one of the person. */
export type PhotoAnswer = { ok: true; version: number } | Extract<RecordAnswer, { why: "unknown" | "stale" }>;

/** Photos of people, by which a responder knows them. They are in the database, so its backup has them; the history says that one was set. */
export class Photos {
  readonly #pool: pg.Pool;
  readonly #records: Records;
  readonly #now: () => number;

  constructor({ pool, records, now }: { pool: pg.Pool; records: Records; now: () => number }) {
    this.#pool = pool;
    this.#records = records;
    this.#now = now;
  }

  async get(homeId: HomeId, personId: string): Promise<Photo | null> {
    return (await this.#pool.query<Photo>(selectPhoto, [personId, homeId])).rows[0] ?? null;
  }

  /** `photo` null: removes it. A photo is a part of the person, and has the version of the person. */
  set({ homeId, id, seen, by }: PersonAndAuthor, photo: Photo | null): Promise<PhotoAnswer> {
    return inTransaction<PhotoAnswer>(this.#pool, async (client) => {
      const [person] = (await client.query<{ version: number }>(lockPerson, [id, homeId])).rows;
      if (person === undefined) return { ok: false, why: "unknown" };
      if (person.version !== seen) return { ok: false, why: "stale", version: person.version };
      const before = (await client.query(selectPhoto, [id, homeId])).rowCount === 1;
      if (!before && photo === null) return { ok: true, version: seen };
      if (photo === null) await client.query(deletePhoto, [id]);
      else await client.query(upsertPhoto, [id, photo.type, photo.bytes, this.#now()]);
      const words = (is: boolean): { photo: string } => ({ photo: is ? "a photo" : "none" });
      const after = { photo: photo === null ? "none" : before ? "another photo" : "a photo" };
      await this.#records.note(client, { kind: "person", homeId, id, by }, words(before), after);
      const [raised] = (await client.query<{ version: number }>(raiseVersion, [id])).rows;
      return { ok: true, version: raised?.version ?? seen };
    });
  }
}
