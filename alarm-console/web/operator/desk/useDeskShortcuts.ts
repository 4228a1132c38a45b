import { type RefObject, useRef } from "react";
import { type Shortcut, useShortcuts } from "../keyboard/useShortcuts.ts";

interface DeskCommands {
  on: boolean;
  move(step: 1 | -1): void;
  nextUnclaimed(): void;
  claim(): void;
}

interface DeskFields {
  noteBox: RefObject<HTMLTextAreaElement | null>;
  outcomes: RefObject<HTMLFieldSetElement | null>;
}

/** Connects the shortcuts to the desk, and gives the two fields that n and x put the focus in. */
export function useDeskShortcuts({ on, move, nextUnclaimed, claim }: DeskCommands): DeskFields {
  const noteBox = useRef<HTMLTextAreaElement>(null);
  const outcomes = useRef<HTMLFieldSetElement>(null);
  const commands: Readonly<Record<Shortcut, () => void>> = {
    next: () => move(1),
    previous: () => move(-1),
    unclaimed: nextUnclaimed,
    claim,
    note: () => noteBox.current?.focus(),
    close: () => outcomes.current?.querySelector<HTMLInputElement>("input:checked, input")?.focus(),
  };
  useShortcuts(on, (shortcut) => commands[shortcut]());
  return { noteBox, outcomes };
}
