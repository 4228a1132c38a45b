import { useState } from "react";
import { keysAreOn, switchKeys } from "../../shared/keyboard/keySetting.ts";

/** Whether single-key shortcuts are on. */
export function useKeyboardSetting(): [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(keysAreOn);
  const change = (next: boolean) => {
    switchKeys(next);
    setOn(next);
  };
  return [on, change];
}
