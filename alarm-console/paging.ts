import { z } from "zod";

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
