import type { FormEvent, KeyboardEvent } from "react";
import type { AlarmPaneProps } from "./AlarmPane.tsx";
import { Failure } from "./Failure.tsx";

export function NoteBox({ alarm, attempt, draft, onDraft, onNote, noteBox }: AlarmPaneProps) {
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
      <div className="note-foot">
        <button type="submit" disabled={draft.trim() === "" || busy}>
          {attempt?.busy === "note" ? "Adding…" : "Add note"}
        </button>
        <span className="quiet">
          {alarm.state === "open" ? "Ctrl+Enter adds it. Text still here goes along when you close." : "Ctrl+Enter adds it."}
        </span>
      </div>
      <Failure attempt={attempt} of="note" />
    </form>
  );
}
