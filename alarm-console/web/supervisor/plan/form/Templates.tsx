import { useRef, useState } from "react";
import type { Plan } from "#domain/plan.ts";
import { Dialog } from "../../../shared/design/Dialog.tsx";
import type { TemplatePlan } from "../../../shared/plan/planApi.ts";
import type { RuleBook } from "../../../shared/plan/ruleBook.ts";
import { ChangeList } from "../draft/ChangeList.tsx";
import { planChanges } from "../draft/planChanges.ts";
import type { Edit } from "../draft/planEdits.ts";
import { templateTitles } from "../planText.ts";

interface TemplatesProps {
  templates: readonly TemplatePlan[];
  plan: Plan;
  book: RuleBook;
  onEdit(edit: Edit): void;
}

/** Templates for a plan. A dialog first shows what a template changes. Using one changes the draft on this page, not the live plan. */
export function Templates({ templates, plan, book, onEdit }: TemplatesProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [chosen, setChosen] = useState<TemplatePlan | null>(null);
  const changes = chosen === null ? [] : planChanges(plan, chosen.plan, book);
  return (
    <>
      <div className="templates">
        {templates.map((one) => (
          <button
            key={one.template}
            type="button"
            onClick={() => {
              setChosen(one);
              dialog.current?.showModal();
            }}
          >
            {templateTitles[one.template]}
          </button>
        ))}
      </div>
      <Dialog ref={dialog} aria-labelledby="template-heading">
        <h3 id="template-heading">Use the template “{chosen === null ? "" : templateTitles[chosen.template]}”?</h3>
        {changes.length === 0 ? (
          <p>Nothing changes: this page already has these settings.</p>
        ) : (
          <>
            <p>
              This changes {changes.length === 1 ? "1 setting" : `${changes.length} settings`} on this page. Nothing changes in the home
              until you go live.
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
                if (chosen !== null) onEdit(() => chosen.plan);
                dialog.current?.close();
              }}
            >
              Use template
            </button>
          )}
          <button type="button" onClick={() => dialog.current?.close()}>
            {changes.length > 0 ? "Cancel" : "Close"}
          </button>
        </div>
      </Dialog>
    </>
  );
}
