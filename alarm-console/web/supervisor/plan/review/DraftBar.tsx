import { type RefObject, useState } from "react";
import { ChangeList } from "../draft/ChangeList.tsx";
import "./draftBar.css";

interface DraftBarProps {
  bar: RefObject<HTMLElement | null>;
  changes: readonly string[];
  /** What has just happened, such as "Version 3 is live." */
  notice: string;
  comparing: boolean;
  onCompare(): void;
  onGoLive(): void;
  onDiscard(): void;
}

/** The bar at the bottom of the plan: the changes that are not live, and buttons to compare, go live or discard them. */
export function DraftBar({ bar, changes, notice, comparing, onCompare, onGoLive, onDiscard }: DraftBarProps) {
  return (
    <section ref={bar} className="draft-bar" aria-label="Changes that are not live" tabIndex={-1}>
      {changes.length === 0 ? (
        <p className="draft-changes">No changes</p>
      ) : (
        <details className="draft-changes">
          <summary>{changes.length === 1 ? "1 change is not live" : `${changes.length} changes are not live`}</summary>
          <ChangeList changes={changes} />
        </details>
      )}
      <output className="draft-notice">{notice}</output>
      <button type="button" onClick={onCompare} disabled={comparing}>
        {comparing ? "Comparing…" : "Compare with recent nights"}
      </button>
      <button type="button" className="primary" disabled={changes.length === 0} onClick={onGoLive}>
        Go live…
      </button>
      {changes.length > 0 && (
        <DiscardButton
          one={changes.length === 1}
          onDiscard={() => {
            onDiscard();
            // The button that had the focus disappears with the changes.
            bar.current?.focus();
          }}
        />
      )}
    </section>
  );
}

/** Asks once more before the changes are lost. */
function DiscardButton({ one, onDiscard }: { one: boolean; onDiscard(): void }) {
  const [asking, setAsking] = useState(false);
  if (!asking) {
    return (
      <button type="button" className="plain" onClick={() => setAsking(true)}>
        Discard
      </button>
    );
  }
  return (
    <span className="draft-discard">
      Discard {one ? "this change" : "these changes"}?
      <button type="button" onClick={onDiscard}>
        Yes, discard
      </button>
      {/* biome-ignore lint/a11y/noAutofocus: the question replaces the button that asked it */}
      <button type="button" className="plain" autoFocus onClick={() => setAsking(false)}>
        No, keep
      </button>
    </span>
  );
}
