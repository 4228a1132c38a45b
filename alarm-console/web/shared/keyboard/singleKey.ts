import { useEffect, useEffectEvent } from "react";
import { keysAreOn } from "./keySetting.ts";

/** A press that may be a shortcut: without Ctrl, Alt or Meta, not taken by another part of the page, and neither in a field nor in a dialog. */
export function isShortcut({ ctrlKey, altKey, metaKey, defaultPrevented, target }: KeyboardEvent): boolean {
  if (ctrlKey || altKey || metaKey || defaultPrevented) return false;
  const at = target instanceof Element ? target : document.body;
  return at.closest("textarea, select, dialog, input:not([type=radio], [type=checkbox])") === null;
}

/** Runs `act` at a press of this key on any page, unless shortcuts are off or a dialog covers the page. */
export function useSingleKey(key: string, act: () => void): void {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== key || !isShortcut(event) || !keysAreOn() || document.querySelector("dialog:modal") !== null) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => pressed(event);
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
}
