import { type RefObject, useRef } from "react";
import { type Shortcut, useShortcuts } from "../keyboard/useShortcuts.ts";

export interface DeskCommands {
  move(step: 1 | -1): void;
  nextWaiting(): void;
  claim(): void;
  release(): void;
  handOver(): void;
  followUp(): void;
  takeOver(): void;
  heard(): void;
  undo(): void;
  mute(): void;
  help(): void;
}

export interface DeskFields {
  noteBox: RefObject<HTMLTextAreaElement | null>;
  outcomes: RefObject<HTMLFieldSetElement | null>;
  steps: RefObject<HTMLOListElement | null>;
  testCall: RefObject<HTMLButtonElement | null>;
}

/** Connects the shortcuts to the desk, and gives the fields that n, x, s, the digits and t put the focus in. */
export function useDeskShortcuts(on: boolean, desk: DeskCommands): DeskFields {
  const noteBox = useRef<HTMLTextAreaElement>(null);
  const outcomes = useRef<HTMLFieldSetElement>(null);
  const steps = useRef<HTMLOListElement>(null);
  const testCall = useRef<HTMLButtonElement>(null);
  const commands: Readonly<Record<Shortcut, (key: string) => void>> = {
    next: () => desk.move(1),
    previous: () => desk.move(-1),
    waiting: desk.nextWaiting,
    claim: desk.claim,
    release: desk.release,
    handOver: desk.handOver,
    followUp: desk.followUp,
    takeOver: desk.takeOver,
    heard: desk.heard,
    undo: desk.undo,
    mute: desk.mute,
    help: desk.help,
    note: () => noteBox.current?.focus(),
    close: () => outcomes.current?.querySelector<HTMLInputElement>("input:checked, input")?.focus(),
    testCall: () => testCall.current?.focus(),
    nextStep: () => focusStep(steps.current?.querySelector('li[data-next="true"]') ?? steps.current?.querySelector("li")),
    step: (key) => focusStep(steps.current?.children[Number(key) - 1]),
  };
  useShortcuts(on, (shortcut, key) => commands[shortcut](key));
  return { noteBox, outcomes, steps, testCall };
}

/** The first thing to press in a step: its phone number, or its first result. */
const focusStep = (step: Element | null | undefined): void => step?.querySelector<HTMLElement>("a, button")?.focus();
