import { type ReactNode, useEffect, useRef } from "react";

interface AskProps {
  /** What is at stake, one sentence each. */
  says: readonly string[];
  /** The verb of what happens. */
  yes: string;
  no: string;
  onYes(): void;
  onNo(): void;
}

/** Asks before something is done that cannot be undone. It is part of the page and no dialog: a call of the home must stay in sight above it. */
export function Ask({ says, yes, no, onYes, onNo }: AskProps): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has no place for sentences
    <div className="ask" role="group" aria-label="Please confirm" tabIndex={-1} ref={box}>
      {says.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <button type="button" className="primary" onClick={onNo}>
        {no}
      </button>
      <button type="button" onClick={onYes}>
        {yes}
      </button>
    </div>
  );
}
