import type { ReactNode } from "react";

/** One quiet line about what went wrong with the service itself. It makes no sound and takes no place from an alarm. */
export function IncidentLine({ text, onDismiss, more }: { text: string; onDismiss(): void; more: ReactNode }) {
  return (
    <div className="notice-line">
      <span>{text}</span>
      <button type="button" onClick={onDismiss}>
        Dismiss
      </button>
      {more}
    </div>
  );
}
