import type { Attempt, Doing } from "./useActions.ts";

/** Stays until the next attempt: a failed action never vanishes by itself. */
export function Failure({ attempt, of }: { attempt: Attempt | undefined; of: Doing }) {
  const failed = attempt?.failed?.doing === of ? attempt.failed.text : null;
  return (
    <p className="fault" role="alert">
      {failed}
    </p>
  );
}
