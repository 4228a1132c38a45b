import type pg from "pg";
import type { ListeningGap } from "#domain/time/listening.ts";

const selectGaps = `SELECT from_at AS "from", to_at AS "to" FROM service_incident WHERE kind = 'notListening' ORDER BY from_at`;

/** All times in which the service did not listen, as far back as readings are kept, in the order of their beginnings. */
export const readListeningGaps = async (pool: pg.Pool): Promise<ListeningGap[]> => (await pool.query<ListeningGap>(selectGaps)).rows;
