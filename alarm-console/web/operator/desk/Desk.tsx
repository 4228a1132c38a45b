import { useCallback, useMemo, useState } from "react";
import type { AlarmView, UnrecordedPress } from "#domain/alarm.ts";
import { HomePane } from "../../shared/homeDetails/HomePane.tsx";
import { useHome } from "../../shared/homeDetails/useHome.ts";
import { type AlarmState, findAlarm, openAlarms, technicalAlarms } from "../../shared/live/alarmStore.ts";
import type { ConnectionState } from "../../shared/live/connection.ts";
import type { Me } from "../../shared/session/session.ts";
import { TechnicalList } from "../../shared/technical/TechnicalList.tsx";
import { useAlarmActions } from "../alarm/useAlarmActions.ts";
import { KeyHelp } from "../keyboard/KeyHelp.tsx";
import { EmptyDesk } from "../queue/EmptyDesk.tsx";
import { Queue } from "../queue/Queue.tsx";
import type { SoundState } from "../sound/useSound.ts";
import { ListTabs, type ShownList } from "./ListTabs.tsx";
import { neighbour } from "./neighbour.ts";
import { SelectedAlarm } from "./SelectedAlarm.tsx";
import { useSelection } from "./selection.ts";
import { useDeskShortcuts } from "./useDeskShortcuts.ts";
import { useFollowSelection } from "./useFollowSelection.ts";
import { useKeyboardSetting } from "./useKeyboardSetting.ts";

interface DeskProps {
  me: Me;
  alarms: {
    state: AlarmState;
    connection: ConnectionState;
    /** Open alarms of live homes, in queue order. */
    live: readonly AlarmView[];
    presses: readonly UnrecordedPress[];
    take(alarm: AlarmView): void;
  };
  sound: SoundState;
}

/** The operator's desk: the queue, the selected alarm, and the home it belongs to. */
export function Desk({ me, alarms: { state, connection, live, presses, take }, sound }: DeskProps) {
  const test = useMemo(() => openAlarms(state, "test"), [state]);
  const technical = useMemo(() => technicalAlarms(state), [state]);
  const [selection, select] = useSelection();
  const [list, setList] = useState<ShownList>("queue");
  const [testShown, setTestShown] = useState(me.role === "tester");
  const [keysOn, setKeysOn] = useKeyboardSetting();
  const actions = useAlarmActions(take);

  const alarm = selection?.kind === "alarm" ? findAlarm(state, selection.id) : undefined;
  const press = selection?.kind === "press" ? state.unrecorded.find((one) => one.readingKey === selection.readingKey) : undefined;
  const shown = alarm ?? press;
  const homeData = useHome(shown?.homeId ?? null, alarm?.version ?? 0, me.role);
  useFollowSelection({ selection, select, state, live, presses, take });

  const selectAlarm = useCallback((one: AlarmView) => select({ kind: "alarm", id: one.id }), [select]);
  const selectPress = useCallback((one: UnrecordedPress) => select({ kind: "press", readingKey: one.readingKey }), [select]);
  const nextUnclaimed = () => {
    const first = live.find((one) => one.heldBy === null);
    if (first === undefined) return;
    setList("queue");
    selectAlarm(first);
  };
  const move = (step: 1 | -1) => {
    const inQueue = [...live, ...(testShown ? test : [])];
    const next = list === "technical" ? neighbour(selection, step, [], technical) : neighbour(selection, step, presses, inQueue);
    if (next !== undefined) select(next);
  };
  const claim = () => {
    if (alarm?.state === "open" && alarm.heldBy === null) void actions.claim(alarm);
  };
  const fields = useDeskShortcuts({ on: keysOn, move, nextUnclaimed, claim });
  const next = (alarm?.mode === "test" ? test : live).find((one) => one.heldBy === null && one.id !== alarm?.id) ?? null;

  return (
    <>
      <Queue
        {...{ presses, live, test, selection, testShown }}
        upToDate={state.upToDate}
        myId={me.id}
        attempts={actions.attempts}
        onTestShown={setTestShown}
        onSelectAlarm={selectAlarm}
        onSelectPress={selectPress}
        onNext={nextUnclaimed}
        tabs={<ListTabs shown={list} technical={technical.length} onShow={setList} />}
        otherList={list === "technical" ? <TechnicalList alarms={technical} selected={alarm?.id ?? null} onSelect={selectAlarm} /> : null}
      />
      <div className="page-case">
        <main className="page-alarm">
          <section aria-label="Alarm">
            <SelectedAlarm {...{ alarm, press, homeData, actions, next }} {...fields} myId={me.id} onSelect={selectAlarm} />
            {shown === undefined && (
              <EmptyDesk
                complete={connection.kind === "live" && state.recording && state.upToDate}
                openAlarms={live.length}
                sound={sound}
              />
            )}
          </section>
        </main>
        <aside className="page-home" aria-label="Home">
          {shown !== undefined && <HomePane homeData={homeData} name={shown.homeName} deviceId={alarm?.deviceId ?? null} role={me.role} />}
        </aside>
      </div>
      <KeyHelp on={keysOn} onChange={setKeysOn} />
    </>
  );
}
