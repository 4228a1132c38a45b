import type { Action, Attempt } from "./useAlarmActions.ts";

/** Why the last attempt failed. The text stays until the operator tries again. */
export function ActionFailure({ attempt, of }: { attempt: Attempt | undefined; of: Action }) {
  const failed = attempt?.failed?.action === of ? attempt.failed.text : null;
  return (
    <p className="fault" role="alert">
      {failed}
    </p>
  );
}
