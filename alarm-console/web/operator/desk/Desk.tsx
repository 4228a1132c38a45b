import { useCallback, useMemo, useRef, useState } from "react";
import type { AlarmView, UnrecordedPress } from "#domain/alarm.ts";
import { TechnicalList } from "../../installer/technical/TechnicalList.tsx";
import { HomePane } from "../../shared/home/HomePane.tsx";
import { useHome } from "../../shared/home/useHome.ts";
import { type AlarmState, findAlarm, openAlarms, technicalAlarms } from "../../shared/live/alarmStore.ts";
import type { Link } from "../../shared/live/connection.ts";
import type { Me } from "../../shared/session/session.ts";
import { AlarmPane } from "../alarm/AlarmPane.tsx";
import { PressPane } from "../alarm/PressPane.tsx";
import { useActions } from "../alarm/useActions.ts";
import { useDrafts } from "../alarm/useDrafts.ts";
import { KeyHelp } from "../keyboard/KeyHelp.tsx";
import { type Shortcut, useShortcuts } from "../keyboard/useShortcuts.ts";
import { type Chosen, useChosen } from "../queue/chosen.ts";
import { Queue } from "../queue/Queue.tsx";
import { Quiet } from "../queue/Quiet.tsx";
import { useFollowChoice } from "../queue/useFollowChoice.ts";
import type { SoundState } from "../sound/useSound.ts";
import { ListTabs, type ShownList } from "./ListTabs.tsx";

interface DeskProps {
  me: Me;
  alarms: {
    state: AlarmState;
    link: Link;
    live: readonly AlarmView[];
    presses: readonly UnrecordedPress[];
    take(alarm: AlarmView): void;
  };
  sound: SoundState;
}

/** What waits, the alarm in hand, and the people it is about. */
export function Desk({ me, alarms: { state, link, live, presses, take }, sound }: DeskProps) {
  const test = useMemo(() => openAlarms(state, "test"), [state]);
  const technical = useMemo(() => technicalAlarms(state), [state]);
  const [chosen, choose] = useChosen();
  const [list, setList] = useState<ShownList>("queue");
  const [testShown, setTestShown] = useState(me.role === "tester");
  const [keysOn, setKeysOn] = useState(() => localStorage.getItem("linkline.keys") !== "off");
  const actions = useActions(take);
  const { drafts, write } = useDrafts(me.id);
  const noteBox = useRef<HTMLTextAreaElement>(null);
  const outcomes = useRef<HTMLFieldSetElement>(null);

  const alarm = chosen?.kind === "alarm" ? findAlarm(state, chosen.id) : undefined;
  const press = chosen?.kind === "press" ? state.unrecorded.find((one) => one.readingKey === chosen.readingKey) : undefined;
  const onScreen = useHome(alarm?.homeId ?? press?.homeId ?? null, alarm?.version ?? 0, me.role);
  useFollowChoice({ chosen, choose, state, live, presses, take });

  const peers = alarm?.mode === "test" ? test : live;
  const next = peers.find((one) => one.heldBy === null && one.id !== alarm?.id) ?? null;
  const chooseAlarm = useCallback((one: AlarmView) => choose({ kind: "alarm", id: one.id }), [choose]);
  const choosePress = useCallback((one: UnrecordedPress) => choose({ kind: "press", readingKey: one.readingKey }), [choose]);

  const close = async (one: AlarmView, outcome: string) => {
    const text = (drafts[one.id] ?? "").trim();
    if (await actions.close(one, outcome, text)) write(one.id, "");
  };
  const note = async (one: AlarmView) => {
    if (await actions.note(one, (drafts[one.id] ?? "").trim())) write(one.id, "");
  };

  const move = (step: 1 | -1) => {
    const inList = list === "technical" ? technical : [...live, ...(testShown ? test : [])];
    const order: Chosen[] = [
      ...(list === "technical" ? [] : presses).map((one) => ({ kind: "press" as const, readingKey: one.readingKey })),
      ...inList.map((one) => ({ kind: "alarm" as const, id: one.id })),
    ];
    const at = order.findIndex((one) => JSON.stringify(one) === JSON.stringify(chosen));
    const to = at === -1 ? 0 : Math.min(order.length - 1, Math.max(0, at + step));
    if (order[to] !== undefined) choose(order[to]);
  };
  const nextUnclaimed = () => {
    const first = live.find((one) => one.heldBy === null);
    if (first === undefined) return;
    setList("queue");
    chooseAlarm(first);
  };
  const act = (shortcut: Shortcut) => {
    if (shortcut === "next") move(1);
    if (shortcut === "previous") move(-1);
    if (shortcut === "unclaimed") nextUnclaimed();
    if (shortcut === "claim" && alarm?.state === "open" && alarm.heldBy === null) void actions.claim(alarm);
    if (shortcut === "note") noteBox.current?.focus();
    if (shortcut === "close") outcomes.current?.querySelector<HTMLInputElement>("input:checked, input")?.focus();
  };
  useShortcuts(keysOn, act);

  return (
    <>
      <Queue
        presses={presses}
        live={live}
        test={test}
        upToDate={state.upToDate}
        myId={me.id}
        chosen={chosen}
        attempts={actions.attempts}
        testShown={testShown}
        onTestShown={setTestShown}
        onChooseAlarm={chooseAlarm}
        onChoosePress={choosePress}
        onNext={nextUnclaimed}
        tabs={<ListTabs shown={list} technical={technical.length} onShow={setList} />}
        instead={list === "technical" ? <TechnicalList alarms={technical} chosen={alarm?.id ?? null} onChoose={chooseAlarm} /> : null}
      />
      <div className="page-case">
        <main className="page-alarm">
          <section aria-label="Alarm">
            {alarm !== undefined && (
              <AlarmPane
                alarm={alarm}
                onScreen={onScreen}
                myId={me.id}
                attempt={actions.attempts[alarm.id]}
                draft={drafts[alarm.id] ?? ""}
                onDraft={(text) => write(alarm.id, text)}
                onClaim={() => void actions.claim(alarm)}
                onNote={() => void note(alarm)}
                onClose={(outcome) => void close(alarm, outcome)}
                next={next}
                onNext={() => next !== null && chooseAlarm(next)}
                noteBox={noteBox}
                outcomes={outcomes}
              />
            )}
            {press !== undefined && <PressPane press={press} home={onScreen.home} />}
            {alarm === undefined && press === undefined && (
              <Quiet trusted={link.kind === "live" && state.recording && state.upToDate} open={live.length} sound={sound} />
            )}
          </section>
        </main>
        <aside className="page-home" aria-label="Home">
          {(alarm ?? press) !== undefined && (
            <HomePane onScreen={onScreen} name={(alarm ?? press)?.homeName ?? ""} deviceId={alarm?.deviceId ?? null} role={me.role} />
          )}
        </aside>
      </div>
      <KeyHelp
        on={keysOn}
        onChange={(on) => {
          localStorage.setItem("linkline.keys", on ? "on" : "off");
          setKeysOn(on);
        }}
      />
    </>
  );
}
