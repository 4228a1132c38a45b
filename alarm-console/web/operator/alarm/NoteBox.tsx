import type { FormEvent, KeyboardEvent } from "react";
import type { AlarmPaneProps } from "./AlarmPane.tsx";
import { Failure } from "./Failure.tsx";

export function NoteBox({ attempt, draft, onDraft, onNote, noteBox }: AlarmPaneProps) {
  const busy = attempt?.busy === "note" || attempt?.busy === "close";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (draft.trim() !== "" && !busy) onNote();
  };
  const keys = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
    if (event.key === "Escape") event.currentTarget.blur();
  };
  return (
    <form className="note" onSubmit={submit}>
      <label className="field">
        Note
        <textarea
          ref={noteBox}
          rows={2}
          maxLength={4000}
          value={draft}
          readOnly={busy}
          onChange={(event) => onDraft(event.target.value)}
          onKeyDown={keys}
          aria-keyshortcuts="n"
        />
      </label>
      <button type="submit" disabled={draft.trim() === "" || busy}>
        {attempt?.busy === "note" ? "Adding…" : "Add note"}
      </button>
      <Failure attempt={attempt} of="note" />
    </form>
  );
}
