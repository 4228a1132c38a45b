import type { z } from "zod";

/** A cursor that no page gave out. */
export class BadCursor extends Error {
  readonly code = "badCursor";
}

/** Cuts rows to a page. Query one row more than `limit`: its presence means that there is a next page. */
export function pageOf<Row>(rows: readonly Row[], limit: number, cursorOf: (last: Row) => unknown): { rows: Row[]; next: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next = rows.length > limit && last !== undefined ? Buffer.from(JSON.stringify(cursorOf(last))).toString("base64url") : null;
  return { rows: shown, next };
}

/** Reads a cursor that `pageOf` made; null where none was given. Throws BadCursor for any other text. */
export function readCursor<T>(schema: z.ZodType<T>, cursor: string | undefined): T | null {
  if (cursor === undefined) return null;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch (cause) {
    throw new BadCursor("must be `next` of a previous page", { cause });
  }
}
