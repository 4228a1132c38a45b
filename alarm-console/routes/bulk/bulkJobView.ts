import { z } from "zod";
import { bulkKinds } from "#homes/bulk/columns.ts";
import { type BulkJob, jobStates, mostFaults } from "#homes/bulk/jobRecord.ts";
import { rfc3339, rfc3339OrNull } from "../../rfc3339.ts";

const count = z.number().int();

export const bulkJobView = z
  .object({
    id: z.string(),
    kind: z.enum(bulkKinds),
    fileName: z.string(),
    state: z
      .enum(jobStates)
      .describe(
        "`checking`, then `faulty` (nothing is written) or `checked`; after `apply`: `writing`, then `done`. `interrupted`: `why` says how, `written` how far. `discarded`: another file came before this one was applied.",
      ),
    encoding: z.string().describe("As it was found out."),
    separator: z.string().describe("As it was found out: comma, semicolon or tab."),
    total: count.describe("Rows of the file, without its first line, as far as it was read."),
    checked: count,
    differences: z.object({ new: count, changed: count, same: count }),
    written: count.describe("Of the new and changed rows."),
    faults: z
      .array(z.object({ line: count, column: z.string().describe("Empty: the whole line."), message: z.string() }))
      .describe(`The first ${mostFaults}. While the file is written: rows that were left out.`),
    faultCount: count,
    why: z.string().describe("Of an interruption; else empty."),
    by: z.string(),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "BulkJob" });

export const viewOfJob = (job: BulkJob): z.infer<typeof bulkJobView> => {
  const { newRows, changedRows, sameRows, faults, by, startedAt, endedAt, ...rest } = job;
  return {
    ...rest,
    differences: { new: newRows, changed: changedRows, same: sameRows },
    faults: faults.slice(0, mostFaults),
    by: by.name,
    startedAt: rfc3339(startedAt),
    endedAt: rfc3339OrNull(endedAt),
  };
};
