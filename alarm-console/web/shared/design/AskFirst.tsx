import { type ReactNode, useEffect, useRef, useState } from "react";
import "./askFirst.css";

interface AskFirstProps {
  /** "End access". */
  label: string;
  /** For a screen reader, where several buttons have the same label: "End access of Meera Shah". */
  fullLabel?: string;
  /** What will happen, in plain words. */
  question: ReactNode;
  /** "Yes, end access". */
  yes: string;
  /** "Keep access". */
  no: string;
  busy?: boolean;
  onYes(): void;
}

/**
 * A button for an act that people cannot simply take back. It asks once and says what will happen. The keyboard goes to the question and not to its
 * answer, so that a second Enter by accident changes nothing.
 */
export function AskFirst({ label, fullLabel = label, question, yes, no, busy = false, onYes }: AskFirstProps) {
  const [asking, setAsking] = useState(false);
  const asked = useRef<HTMLFieldSetElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const wasAsking = useRef(false);
  useEffect(() => {
    if (asking) asked.current?.focus();
    else if (wasAsking.current) button.current?.focus();
    wasAsking.current = asking;
  }, [asking]);
  if (!asking)
    return (
      <button ref={button} type="button" aria-label={`${fullLabel}…`} disabled={busy} onClick={() => setAsking(true)}>
        {label}…
      </button>
    );
  return (
    <fieldset ref={asked} className="ask-first" tabIndex={-1} onKeyDown={({ key }) => key === "Escape" && setAsking(false)}>
      <legend>{fullLabel}?</legend>
      <div>{question}</div>
      <div className="buttons">
        <button type="button" className="danger" disabled={busy} onClick={onYes}>
          {yes}
        </button>
        <button type="button" disabled={busy} onClick={() => setAsking(false)}>
          {no}
        </button>
      </div>
    </fieldset>
  );
}
