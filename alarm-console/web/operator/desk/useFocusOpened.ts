import { useEffect, useRef } from "react";

/** The result in the search had the focus and is gone. Keyboard and screen reader continue at the name of the case, once it is shown. */
export function useFocusOpened(opened: string | null, shown: string | undefined): void {
  const focused = useRef<string | null>(null);
  useEffect(() => {
    if (opened === null || opened !== shown || focused.current === opened) return;
    focused.current = opened;
    document.getElementById("case-heading")?.focus({ preventScroll: true });
  }, [opened, shown]);
}
