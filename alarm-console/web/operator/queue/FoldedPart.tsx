import type { ReactNode } from "react";

interface FoldedPartProps {
  name: string;
  count: number;
  shown: boolean;
  isTest?: boolean;
  onShown(shown: boolean): void;
  children: ReactNode;
}

/** A part of the queue that the operator opens when it is needed. Its count always shows. */
export function FoldedPart({ name, count, shown, isTest = false, onShown, children }: FoldedPartProps) {
  return (
    <section className={isTest ? "queue-part queue-folded queue-test" : "queue-part queue-folded"} aria-label={name}>
      <h2>
        <button type="button" className="plain" aria-expanded={shown} onClick={() => onShown(!shown)}>
          {name} <span className="count">{count}</span>
        </button>
      </h2>
      {shown && children}
    </section>
  );
}
