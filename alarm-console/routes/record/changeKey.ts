import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { ChangeKey } from "#homes/record/appliedChange.ts";

/** For a phone without a steady connection. */
export const idempotencyKey = z.object({
  "idempotency-key": z
    .string()
    .regex(/^[\w-]{8,80}$/, "write 8 to 80 letters, digits, hyphens or underscores")
    .optional()
    .describe(
      "A name of this change, made by you. A change that is sent again under its name is applied once, and the answer is what it made.",
    ),
});
export const keyOf = ({ caller, headers }: Pick<FastifyRequest, "caller" | "headers">): ChangeKey | null => {
  const key = headers["idempotency-key"];
  return typeof key === "string" ? { callerId: caller.id, key } : null;
};
