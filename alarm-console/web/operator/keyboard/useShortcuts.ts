import { useEffect, useEffectEvent } from "react";

export type Shortcut = "next" | "previous" | "unclaimed" | "claim" | "note" | "close";

const keys: Readonly<Record<string, Shortcut>> = {
  j: "next",
  ArrowDown: "next",
  k: "previous",
  ArrowUp: "previous",
  u: "unclaimed",
  c: "claim",
  n: "note",
  x: "close",
};

/** Runs shortcuts for single keys. A key does nothing while the operator types in a field; arrow keys work only in the queue or on the page itself. */
export function useShortcuts(on: boolean, act: (shortcut: Shortcut) => void): void {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    const shortcut = event.ctrlKey || event.altKey || event.metaKey ? undefined : keys[event.key];
    if (shortcut === undefined || event.defaultPrevented) return;
    const at = event.target instanceof Element ? event.target : document.body;
    if (at.closest("textarea, select, input:not([type=radio], [type=checkbox])") !== null) return;
    if (event.key.startsWith("Arrow") && at !== document.body && at.closest(".queue") === null) return;
    event.preventDefault();
    act(shortcut);
  });
  useEffect(() => {
    if (!on) return;
    const listen = (event: KeyboardEvent) => pressed(event);
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, [on]);
}
