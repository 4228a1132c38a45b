import { useCallback, useMemo, useRef, useState } from "react";
import type { AlarmView, UnrecordedPress } from "#domain/alarm.ts";
import { AlarmPane } from "./alarm/AlarmPane.tsx";
import { PressPane } from "./alarm/PressPane.tsx";
import { useActions } from "./alarm/useActions.ts";
import { useDrafts } from "./alarm/useDrafts.ts";
import { HomePane } from "./home/HomePane.tsx";
import { useHome } from "./home/useHome.ts";
import { KeyHelp } from "./keyboard/KeyHelp.tsx";
import { type Shortcut, useShortcuts } from "./keyboard/useShortcuts.ts";
import { Announcer } from "./live/Announcer.tsx";
import { findAlarm, openAlarms, waitingPresses } from "./live/alarmStore.ts";
import { useAlarms } from "./live/useAlarms.ts";
import { usePageTitle } from "./live/usePageTitle.ts";
import { Warnings } from "./live/Warnings.tsx";
import "./operatorPage.css";
import { type Chosen, useChosen } from "./queue/chosen.ts";
import { Queue } from "./queue/Queue.tsx";
import { Quiet } from "./queue/Quiet.tsx";
import { useFollowChoice } from "./queue/useFollowChoice.ts";
import type { Me } from "./session/session.ts";
import { bells } from "./sound/bells.ts";
import { useRinging } from "./sound/useRinging.ts";
import { useSound } from "./sound/useSound.ts";
import { TopBar } from "./TopBar.tsx";

/** The one page of an operator: what waits, the alarm in hand, and the people it is about. */
export function OperatorPage({ me, onSignOut }: { me: Me; onSignOut(): Promise<string | null> }) {
  const { state, link, take } = useAlarms();
  const live = useMemo(() => openAlarms(state, "live"), [state]);
  const test = useMemo(() => openAlarms(state, "test"), [state]);
  const presses = useMemo(() => waitingPresses(state), [state]);
  const ringing = useMemo(() => bells(live, presses, me.id), [live, presses, me.id]);
  const [chosen, choose] = useChosen();
  const [testShown, setTestShown] = useState(me.role === "tester");
  const [keysOn, setKeysOn] = useState(() => localStorage.getItem("linkline.keys") !== "off");
  const actions = useActions(take);
  const { drafts, write } = useDrafts(me.id);
  const sound = useSound();
  const noteBox = useRef<HTMLTextAreaElement>(null);
  const outcomes = useRef<HTMLFieldSetElement>(null);

  const alarm = chosen?.kind === "alarm" ? findAlarm(state, chosen.id) : undefined;
  const press = chosen?.kind === "press" ? state.unrecorded.find((one) => one.readingKey === chosen.readingKey) : undefined;
  const onScreen = useHome(alarm?.homeId ?? press?.homeId ?? null, alarm?.version ?? 0);

  const lost = link.kind === "lost";
  useRinging(ringing, lost, sound.play);
  const unclaimed = live.filter((one) => one.heldBy === null).length + presses.filter((one) => one.mode === "live").length;
  usePageTitle({ unclaimed, lost, recording: state.recording });
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
    const order: Chosen[] = [
      ...presses.map((one) => ({ kind: "press" as const, readingKey: one.readingKey })),
      ...[...live, ...(testShown ? test : [])].map((one) => ({ kind: "alarm" as const, id: one.id })),
    ];
    const at = order.findIndex((one) => JSON.stringify(one) === JSON.stringify(chosen));
    const to = at === -1 ? 0 : Math.min(order.length - 1, Math.max(0, at + step));
    if (order[to] !== undefined) choose(order[to]);
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
  const nextUnclaimed = () => {
    const first = live.find((one) => one.heldBy === null);
    if (first !== undefined) chooseAlarm(first);
  };

  return (
    <div className="page" data-stale={lost}>
      <TopBar me={me} link={link} upToDate={state.upToDate} sound={sound} onSignOut={onSignOut} />
      <Warnings link={link} recording={state.recording} />
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
      />
      <div className="page-case">
        <main className="page-alarm">
          <section aria-label="Alarm">
            {alarm !== undefined && (
              <AlarmPane
                alarm={alarm}
                home={onScreen.home}
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
              <Quiet trusted={link.kind === "live" && state.recording && state.upToDate} open={live.length} sound={sound.state} />
            )}
          </section>
        </main>
        <aside className="page-home" aria-label="Home">
          {(alarm ?? press) !== undefined && (
            <HomePane onScreen={onScreen} name={(alarm ?? press)?.homeName ?? ""} deviceId={alarm?.deviceId ?? null} />
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
      <Announcer live={live} presses={presses} />
    </div>
  );
}
