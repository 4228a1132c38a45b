import { useState } from "react";

const storageKey = "linkline.keys";

/** Whether single-key shortcuts are on. This browser remembers it. */
export function useKeyboardSetting(): [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(() => localStorage.getItem(storageKey) !== "off");
  const change = (next: boolean) => {
    localStorage.setItem(storageKey, next ? "on" : "off");
    setOn(next);
  };
  return [on, change];
}
