import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { UnrecordedPress } from "#domain/alarm.ts";
import type { CaseView } from "#domain/answering/case.ts";
import { may } from "#domain/role.ts";
import { useOutcomes } from "../../shared/cases/useOutcomes.ts";
import { useHome } from "../../shared/homeDetails/useHome.ts";
import { findCase, openCases, technicalAlarms } from "../../shared/live/deskStore.ts";
import type { LiveState } from "../../shared/live/useLiveState.ts";
import type { Me } from "../../shared/session/session.ts";
import { TechnicalList } from "../../shared/technical/TechnicalList.tsx";
import { useFoldedOutages } from "../../shared/technical/useFoldedOutages.ts";
import type { HoldingForm } from "../case/holding/holdingProps.ts";
import { useCaseActions } from "../case/useCaseActions.ts";
import { KeyHelp } from "../keyboard/KeyHelp.tsx";
import { Queue } from "../queue/Queue.tsx";
import { inOrder, type QueueParts } from "../queue/queueParts.ts";
import type { SoundState } from "../sound/useSound.ts";
import { CaseColumn } from "./CaseColumn.tsx";
import { ListTabs, type ShownList } from "./ListTabs.tsx";
import { neighbour } from "./neighbour.ts";
import { useSelection } from "./selection.ts";
import { useCaseCommands } from "./useCaseCommands.ts";
import { useClosing } from "./useClosing.ts";
import { useDeskShortcuts } from "./useDeskShortcuts.ts";
import { useFocusOpened } from "./useFocusOpened.ts";
import { useFollowSelection } from "./useFollowSelection.ts";
import { useKeyboardSetting } from "./useKeyboardSetting.ts";

export interface DeskProps {
  me: Me;
  live: LiveState;
  parts: QueueParts;
  presses: readonly UnrecordedPress[];
  sound: SoundState;
  onMute(): void;
  /** The case that the search opened last. */
  opened: string | null;
}

/** The operator's desk: the queue, the selected case, and the home it belongs to. */
export function Desk({ me, live: { state, connection, take }, parts, presses, sound, onMute, opened }: DeskProps) {
  const test = useMemo(() => openCases(state, "silent"), [state]);
  const { alarms: technical, outages } = useFoldedOutages(useMemo(() => technicalAlarms(state), [state]));
  const [selection, select] = useSelection();
  const [list, setList] = useState<ShownList>("queue");
  const [othersShown, setOthersShown] = useState(false);
  const [testShown, setTestShown] = useState(me.role === "tester");
  const [form, setForm] = useState<HoldingForm | null>(null);
  const [keysOn, setKeysOn] = useKeyboardSetting();
  const help = useRef<HTMLDialogElement>(null);
  const actions = useCaseActions(take);
  const choices = useOutcomes();
  const closing = useClosing();

  const one = selection?.kind === "case" ? findCase(state, selection.id) : undefined;
  const press = selection?.kind === "press" ? state.unrecorded.find((each) => each.readingKey === selection.readingKey) : undefined;
  const shown = one ?? press;
  const homeData = useHome(shown?.homeId ?? null, one?.version ?? 0, me.role);
  // A form is about the case that was selected when it was opened.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another case closes it
  useEffect(() => setForm(null), [one?.id]);
  useFocusOpened(opened, one?.id);
  useFollowSelection({ selection, select, state, waiting: parts.waiting, presses, take });

  const selectCase = useCallback(({ id }: Pick<CaseView, "id">) => select({ kind: "case", id }), [select]);
  const selectPress = useCallback((each: UnrecordedPress) => select({ kind: "press", readingKey: each.readingKey }), [select]);
  const move = (step: 1 | -1) => {
    const cases = [...inOrder(parts, othersShown), ...(testShown ? test : [])].map(({ id }) => id);
    const ids = technical.map(({ caseId }) => caseId);
    const next = list === "technical" ? neighbour(selection, step, [], ids) : neighbour(selection, step, presses, cases);
    if (next !== undefined) select(next);
  };
  const commands = useCaseCommands({ one, me, parts, test, actions, closing, setForm, selectCase, onQueue: () => setList("queue") });
  const fields = useDeskShortcuts(keysOn, { ...commands, move, mute: onMute, help: () => help.current?.showModal() });

  return (
    <>
      <Queue
        {...{ presses, parts, test, selection, othersShown, testShown }}
        upToDate={state.upToDate}
        myId={me.id}
        attempts={actions.attempts}
        onOthersShown={setOthersShown}
        onTestShown={setTestShown}
        onSelect={selectCase}
        onSelectPress={selectPress}
        onNext={commands.nextWaiting}
        tabs={<ListTabs shown={list} technical={technical.length + outages.length} onShow={setList} />}
        otherList={
          list === "technical" ? (
            <TechnicalList
              {...{ alarms: technical, outages, outagesLinked: may(me.role, "workOnOutages") }}
              selected={one?.id ?? null}
              onSelect={({ caseId }) => selectCase({ id: caseId })}
            />
          ) : null
        }
      />
      <CaseColumn
        {...{ one, press, homeData, me, actions, choices, closing, form, fields, commands, sound }}
        live={{ state, connection }}
        isQueueEmpty={inOrder(parts, true).length === 0}
        onForm={setForm}
      />
      <KeyHelp on={keysOn} onChange={setKeysOn} help={help} />
    </>
  );
}
