import type { FormEvent, KeyboardEvent, RefObject } from "react";
import { ActionFailure } from "./ActionFailure.tsx";
import type { Attempt } from "./useCaseActions.ts";

const noteCalls = ["notes"] as const;

export interface NoteBoxProps {
  attempt: Attempt | undefined;
  draft: string;
  onDraft(text: string): void;
  onNote(): void;
  noteBox: RefObject<HTMLTextAreaElement | null>;
}

/** Ctrl+Enter adds the note and leaves the field, so that single-key shortcuts work again. Escape leaves the field and keeps the text. */
export function NoteBox({ attempt, draft, onDraft, onNote, noteBox }: NoteBoxProps) {
  const busy = attempt?.busy === "notes" || attempt?.busy === "close";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (draft.trim() !== "" && !busy) onNote();
  };
  const keys = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      submit(event);
      event.currentTarget.blur();
    }
    if (event.key === "Escape") event.currentTarget.blur();
  };
  return (
    <form className="note" onSubmit={submit}>
      <label className="field">
        Note
        <textarea
          ref={noteBox}
          rows={2}
          maxLength={2000}
          value={draft}
          readOnly={busy}
          onChange={(event) => onDraft(event.target.value)}
          onKeyDown={keys}
          aria-keyshortcuts="n"
        />
      </label>
      <button type="submit" disabled={draft.trim() === "" || busy}>
        {attempt?.busy === "notes" ? "Adding…" : "Add note"}
      </button>
      <ActionFailure attempt={attempt} of={noteCalls} />
    </form>
  );
}
