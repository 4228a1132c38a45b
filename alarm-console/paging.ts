import { z } from "zod";
import { notValid } from "./errors.ts";

/** The query of every list. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100).describe("How many items at most."),
  cursor: z.string().max(500).optional().describe("`next` of the previous page; without it, the first page."),
});

/** The answer of every list. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    next: z.string().nullable().describe("Send it as `cursor` to get the next page; null on the last page."),
  });

/** Cuts rows to a page. Query one row more than `limit`: its presence means that there is a next page. */
export function pageOf<Row>(rows: Row[], limit: number, cursorOf: (last: Row) => unknown): { rows: Row[]; next: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next = rows.length > limit && last !== undefined ? Buffer.from(JSON.stringify(cursorOf(last))).toString("base64url") : null;
  return { rows: shown, next };
}

/** Reads a cursor that `pageOf` made; null where none was given. Throws Refusal `invalid` for any other text. */
export function readCursor<T>(schema: z.ZodType<T>, cursor: string | undefined): T | null {
  if (cursor === undefined) return null;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch (cause) {
    throw notValid([{ path: "cursor", message: "must be `next` of a previous page" }], { cause });
  }
}
