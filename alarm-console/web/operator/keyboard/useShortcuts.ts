import { useEffect, useEffectEvent } from "react";
import { isShortcut } from "../../shared/keyboard/singleKey.ts";

const keys = {
  j: "next",
  ArrowDown: "next",
  k: "previous",
  ArrowUp: "previous",
  u: "waiting",
  c: "claim",
  r: "release",
  o: "handOver",
  f: "followUp",
  v: "takeOver",
  h: "heard",
  z: "undo",
  m: "mute",
  n: "note",
  x: "close",
  t: "testCall",
  s: "nextStep",
  ...Object.fromEntries("123456789".split("").map((digit) => [digit, "step"])),
  "?": "help",
} as const;
export type Shortcut = (typeof keys)[keyof typeof keys] | "step";

/**
 * Runs shortcuts for single keys. A key does nothing while the operator types in a field or a dialog is open; arrow keys work only in the queue
 * or on the page itself.
 */
export function useShortcuts(on: boolean, act: (shortcut: Shortcut, key: string) => void): void {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    const known: Readonly<Record<string, Shortcut>> = keys;
    const shortcut = known[event.key];
    if (shortcut === undefined || !isShortcut(event)) return;
    const at = event.target instanceof Element ? event.target : document.body;
    if (event.key.startsWith("Arrow") && at !== document.body && at.closest(".queue") === null) return;
    event.preventDefault();
    act(shortcut, event.key);
  });
  useEffect(() => {
    if (!on) return;
    const listen = (event: KeyboardEvent) => pressed(event);
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, [on]);
}
