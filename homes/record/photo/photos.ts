import type pg from "pg";
import type { Author } from "#domain/alarm.ts";
import type { HomeId } from "#domain/ids.ts";
import { inTransaction } from "#platform/database.ts";
import type { Records } from "../records.ts";
import type { PhotoType } from "./cleanPhoto.ts";

export interface Photo {
  type: PhotoType;
  bytes: Buffer;
}

const lockPerson = `SELECT FROM person WHERE id = $1 AND home_id = $2 FOR UPDATE`;
const upsertPhoto = `INSERT INTO person_photo (person_id, type, bytes, set_at) VALUES ($1, $2, $3, to_timestamp($4::float8 / 1000))
  ON CONFLICT (person_id) DO UPDATE SET type = excluded.type, bytes = excluded.bytes, set_at = excluded.set_at`;
const deletePhoto = `DELETE FROM person_photo WHERE person_id = $1`;
const selectPhoto = `SELECT type, bytes FROM person_photo JOIN person ON person.id = person_id WHERE person_id = $1 AND home_id = $2`;

/** Which person, and who sets the photo. */
interface PersonAndAuthor {
  homeId: HomeId;
  personId: string;
  by: Author;
}

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

  /** `photo` null: removes it. False where the home has no such person. */
  set({ homeId, personId, by }: PersonAndAuthor, photo: Photo | null): Promise<boolean> {
    return inTransaction(this.#pool, async (client) => {
      if ((await client.query(lockPerson, [personId, homeId])).rowCount === 0) return false;
      const before = (await client.query(selectPhoto, [personId, homeId])).rowCount === 1;
      if (photo === null) await client.query(deletePhoto, [personId]);
      else await client.query(upsertPhoto, [personId, photo.type, photo.bytes, this.#now()]);
      const words = (is: boolean): { photo: string } => ({ photo: is ? "a photo" : "none" });
      const of = { kind: "person", homeId, id: personId, by } as const;
      if (before || photo !== null)
        await this.#records.note(client, of, words(before), { photo: photo === null ? "none" : before ? "another photo" : "a photo" });
      return true;
    });
  }
}
