import { z } from "zod";
import { Refusal } from "./errors.ts";

/** What every list takes. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100).describe("How many at most."),
  cursor: z.string().max(500).optional().describe("`next` of the page before."),
});

/** What every list answers. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable().describe("Give it as `cursor` for the next page; null at the end.") });

/** Rows asked for with `limit + 1`, cut to a page with the cursor of its last row. */
export function pageOf<Row>(rows: Row[], limit: number, cursorOf: (last: Row) => unknown): { rows: Row[]; next: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next = rows.length > limit && last !== undefined ? Buffer.from(JSON.stringify(cursorOf(last))).toString("base64url") : null;
  return { rows: shown, next };
}

/** The cursor that `pageOf` made, or null where none was given. Throws Refusal `invalid` for any other text. */
export function readCursor<T>(schema: z.ZodType<T>, cursor: string | undefined): T | null {
  if (cursor === undefined) return null;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch (cause) {
    const wrong = [{ path: "cursor", message: "this cursor did not come from a page before" }];
    throw new Refusal("invalid", "The request is not valid.", wrong, { cause });
  }
}
