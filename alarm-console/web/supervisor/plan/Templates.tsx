import { useRef, useState } from "react";
import type { Plan } from "#domain/plan.ts";
import { Dialog } from "../../shared/place/Dialog.tsx";
import type { TemplatePlan } from "./planApi.ts";
import { planChanges } from "./planChanges.ts";
import type { Edit } from "./planEdits.ts";
import { templateTitles } from "./planWords.ts";
import type { RuleBook } from "./ruleBook.ts";

interface TemplatesProps {
  templates: readonly TemplatePlan[];
  plan: Plan;
  book: RuleBook;
  onEdit(edit: Edit): void;
}

/** Plans to begin from. Taking one changes what is on this page, never what is live, and says first what it changes. */
export function Templates({ templates, plan, book, onEdit }: TemplatesProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [asked, setAsked] = useState<TemplatePlan | null>(null);
  const changes = asked === null ? [] : planChanges(plan, asked.plan, book);
  return (
    <>
      <div className="templates">
        {templates.map((one) => (
          <button
            key={one.template}
            type="button"
            onClick={() => {
              setAsked(one);
              dialog.current?.showModal();
            }}
          >
            {templateTitles[one.template]}
          </button>
        ))}
      </div>
      <Dialog ref={dialog} aria-labelledby="template-heading">
        <h3 id="template-heading">Begin from “{asked === null ? "" : templateTitles[asked.template]}”?</h3>
        {changes.length === 0 ? (
          <p>This page says the same already.</p>
        ) : (
          <>
            <p>
              It changes {changes.length === 1 ? "one thing" : `${changes.length} things`} on this page. Nothing is live before you say so.
            </p>
            <ChangeList changes={changes} />
          </>
        )}
        <div className="dialog-foot">
          {changes.length > 0 && (
            <button
              type="button"
              className="primary"
              onClick={() => {
                if (asked !== null) onEdit(() => asked.plan);
                dialog.current?.close();
              }}
            >
              Take it
            </button>
          )}
          <button type="button" onClick={() => dialog.current?.close()}>
            {changes.length > 0 ? "Keep what is here" : "Close"}
          </button>
        </div>
      </Dialog>
    </>
  );
}

export function ChangeList({ changes }: { changes: readonly string[] }) {
  return (
    <ul className="change-list">
      {changes.map((one) => (
        <li key={one}>{one}</li>
      ))}
    </ul>
  );
}
