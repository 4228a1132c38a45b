import type { Fact } from "./facts.ts";

/** What the record says, line by line. What needs work is marked by a sign and by its colour. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  if (facts.length === 0) return null;
  return (
    <dl className="record-facts">
      {facts.map(({ title, words, due = false }) => (
        <div key={`${title} ${words}`} data-due={due}>
          <dt>{title}</dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  );
}
