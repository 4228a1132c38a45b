import type { HoldingProps } from "./holdingProps.ts";

/** For a test call, which is most calls of a quiet day: two keys, t and Enter. */
export function TestCallButton({ one, attempt, onTestCall, testCall }: HoldingProps) {
  if (one.technical) return null;
  return (
    <button ref={testCall} type="button" disabled={attempt?.busy != null} aria-keyshortcuts="t" onClick={onTestCall}>
      Close as test call{" "}
      <span className="key" aria-hidden="true">
        t
      </span>
    </button>
  );
}
