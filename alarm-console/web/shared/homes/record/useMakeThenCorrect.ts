import { useRef } from "react";
import type { Answer } from "../../api/call.ts";
import type { Field, Values } from "./form/fields.ts";
import { correct, patchOf } from "./record.ts";

interface MakeThenCorrect<Made> {
  /** The fields that `make` takes; the others are written by a second call. */
  taken: readonly string[];
  fields: readonly Field[];
  /** With a key, so that it is made once, however often it is sent. */
  make(values: Values, headers: Record<string, string>): Promise<Answer<Made>>;
  pathOf(made: Made): string;
}

/**
 * Saves a new row whose first call takes only some of its fields: makes it, then corrects it. Where the second call finds a fault, the row exists; the next
 * save repeats only that one. So no row is made twice.
 */
export function useMakeThenCorrect<Made>({ taken, fields, make, pathOf }: MakeThenCorrect<Made>) {
  const key = useRef(crypto.randomUUID());
  const made = useRef<Made | null>(null);
  return async (values: Values): Promise<Answer<Made>> => {
    if (made.current === null) {
      const first = Object.fromEntries(
        Object.entries(values).filter(([name, value]) => taken.includes(name) && value !== "" && value !== null),
      );
      const answer = await make({ name: "", ...first }, { "idempotency-key": key.current });
      if (!answer.ok) return answer;
      made.current = answer.value;
    }
    const others = fields.filter(({ name }) => !taken.includes(name));
    const patch = patchOf(others, {}, values);
    if (Object.keys(patch).length > 0) {
      const answer = await correct(pathOf(made.current), 1, patch);
      if (!answer.ok) return answer;
    }
    return { ok: true, value: made.current };
  };
}
