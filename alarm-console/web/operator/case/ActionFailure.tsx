import type { Action } from "./caseCalls.ts";
import type { Attempt } from "./useCaseActions.ts";

/** Why the last attempt failed. The text stays until the operator tries again. */
export function ActionFailure({ attempt, of }: { attempt: Attempt | undefined; of: readonly Action[] }) {
  const failed = attempt?.failed != null && of.includes(attempt.failed.action) ? attempt.failed.text : null;
  return (
    <p className="fault" role="alert">
      {failed}
    </p>
  );
}
