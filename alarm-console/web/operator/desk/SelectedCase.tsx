import type { CaseView } from "#domain/answering/case.ts";
import type { Outcome } from "../../shared/cases/useOutcomes.ts";
import type { HomeData } from "../../shared/homeDetails/useHome.ts";
import type { Colleague } from "../../shared/live/liveEvents.ts";
import type { Me } from "../../shared/session/session.ts";
import { CasePane } from "../case/CasePane.tsx";
import type { Action } from "../case/caseCalls.ts";
import type { HoldingForm } from "../case/holding/holdingProps.ts";
import type { CaseActions } from "../case/useCaseActions.ts";
import type { DeskFields } from "./useDeskShortcuts.ts";

interface SelectedCaseProps {
  one: CaseView;
  homeData: HomeData;
  me: Me;
  onDuty: readonly Colleague[];
  actions: CaseActions;
  choices: readonly Outcome[];
  form: HoldingForm | null;
  onForm(form: HoldingForm | null): void;
  fields: DeskFields;
  draft: string;
  onDraft(text: string): void;
  onClosed(closed: CaseView): void;
}

const testCallCode = "testCall";

/** The selected case. A note's draft is removed only after the service has saved the note. */
export function SelectedCase(props: SelectedCaseProps) {
  const { one, me, actions, choices, onForm, fields, draft, onDraft, onClosed } = props;
  const { perform } = actions;

  const act = async (action: Action, body?: object) => {
    if ((await perform(one, action, body)) !== null) onForm(null);
  };
  const note = async () => {
    if ((await perform(one, "notes", { text: draft.trim() })) !== null) onDraft("");
  };
  const close = async (outcome: string, note = draft.trim(), outcomes: Readonly<Record<string, string>> = {}) => {
    const closed = await perform(one, "close", { outcome, outcomes, rings: one.rings, note });
    if (closed === null) return;
    onDraft("");
    onClosed(closed);
  };
  const closeAsTestCall = async () => {
    const mine = one.heldBy?.id === me.id || (await perform(one, "claim")) !== null;
    const said = draft.trim();
    if (mine) await close(choices.find(({ code }) => code === testCallCode)?.code ?? testCallCode, said === "" ? "Test call" : said);
  };
  return (
    <CasePane
      {...{ one, me, choices, draft, onDraft }}
      homeData={props.homeData}
      onDuty={props.onDuty}
      attempt={actions.attempts[one.id]}
      open={props.form}
      onOpen={onForm}
      onPerform={(action, body) => void act(action, body)}
      onTestCall={() => void closeAsTestCall()}
      onStepDone={({ action, contact }, result) => void act("actions", { action, result, ...(contact === undefined ? {} : { contact }) })}
      onNote={() => void note()}
      onClose={(outcome, outcomes) => void close(outcome, draft.trim(), outcomes)}
      onReopen={(reason) => void act("reopen", { reason })}
      {...fields}
    />
  );
}
