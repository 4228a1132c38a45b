import type { CaseView } from "#domain/answering/case.ts";
import { may } from "#domain/role.ts";
import type { Me } from "../../shared/session/session.ts";
import type { Action } from "../case/caseCalls.ts";
import type { HoldingForm } from "../case/holding/holdingProps.ts";
import type { CaseActions } from "../case/useCaseActions.ts";
import { claimOf, type QueueParts } from "../queue/queueParts.ts";
import type { Closing } from "./useClosing.ts";
import type { DeskCommands } from "./useDeskShortcuts.ts";

interface CommandNeeds {
  /** The selected case. */
  one: CaseView | undefined;
  me: Me;
  parts: QueueParts;
  test: readonly CaseView[];
  actions: CaseActions;
  closing: Closing;
  setForm(form: HoldingForm | null): void;
  selectCase(one: Pick<CaseView, "id">): void;
  onQueue(): void;
}

export type CaseCommands = Omit<DeskCommands, "move" | "mute" | "help"> & { closed(one: CaseView): void };

/** What the operator can do with the selected case from the keyboard. A command that does not fit the case does nothing. */
export function useCaseCommands(needs: CommandNeeds): CaseCommands {
  const { one, me, parts, test, actions, closing, setForm, selectCase, onQueue } = needs;
  const claim = one === undefined ? "closed" : claimOf(one, me.id);
  const perform = (action: Action) => {
    if (one !== undefined) void actions.perform(one, action);
  };
  const ifMine = (work: () => void) => () => {
    if (claim === "mine" && one?.technical === false) work();
  };
  const nextWaiting = () => {
    const first = parts.waiting.find(({ id }) => id !== one?.id) ?? parts.waiting[0];
    if (first === undefined) return;
    onQueue();
    selectCase(first);
  };
  return {
    nextWaiting,
    claim() {
      if (claim === "unclaimed" || claim === "family") perform("claim");
      if (claim === "offered") perform("accept");
      if (claim === "mine" && one?.state === "followUp") perform("claim");
    },
    release: () => claim === "mine" && perform("release"),
    heard: () => claim === "mine" && (one?.sounds !== "nobody" || one.askedAt !== null) && perform("heard"),
    handOver: ifMine(() => setForm("handOver")),
    followUp: ifMine(() => setForm("followUp")),
    takeOver() {
      if ((claim === "other" || claim === "unheard") && may(me.role, "takeOverCases")) setForm("takeOver");
    },
    async undo() {
      const { justClosed } = closing;
      if (justClosed === null) return;
      closing.forget();
      selectCase(justClosed);
      await actions.perform(justClosed, "reopen");
    },
    closed(closed) {
      closing.closed(closed);
      const waiting = closed.mode !== "live" ? test.filter((each) => claimOf(each, me.id) === "unclaimed") : parts.waiting;
      const next =
        waiting.find(({ id }) => id !== closed.id) ?? parts.mine.find(({ id, state }) => id !== closed.id && state === "claimed");
      if (next === undefined) return;
      onQueue();
      selectCase(next);
      // The close button had the focus and is gone. Keyboard and screen reader continue at the name of the next case.
      requestAnimationFrame(() => document.getElementById("case-heading")?.focus({ preventScroll: true }));
    },
  };
}
