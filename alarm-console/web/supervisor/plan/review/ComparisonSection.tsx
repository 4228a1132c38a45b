import type { RefObject } from "react";
import type { RuleBook } from "../../../shared/plan/ruleBook.ts";
import { DifferenceView } from "../../difference/DifferenceView.tsx";
import type { Comparison } from "./useComparison.ts";

interface ComparisonSectionProps {
  comparison: Comparison;
  book: RuleBook;
  heading: RefObject<HTMLHeadingElement | null>;
}

/** What the draft would have done in recent nights. It is hidden until the supervisor asks for the first comparison. */
export function ComparisonSection({ comparison, book, heading }: ComparisonSectionProps) {
  const { difference, outdated, busy, failure } = comparison;
  if (difference === null && failure === null && !busy) return null;
  return (
    <section className="review" aria-labelledby="difference-heading">
      <h3 id="difference-heading" ref={heading} tabIndex={-1}>
        Comparison with recent nights
      </h3>
      {busy && (
        <output className="secondary">
          Running both plans over the recent nights. For a home with many readings this takes 1 to 2 minutes…
        </output>
      )}
      <p className="fault" role="alert">
        {failure === null ? null : `Could not compare the plans. ${failure}`}
      </p>
      {outdated && <p className="notice">The plan has changed since this comparison. Compare again before you rely on it.</p>}
      {difference !== null && <DifferenceView difference={difference} book={book} stale={outdated} />}
    </section>
  );
}
