import { type RefObject, useRef } from "react";

/** Signing out while holding a case opens the dialog, in place of signing out. */
export function useLeaving(
  heldCases: number,
  onSignOut: () => Promise<string | null>,
): { dialog: RefObject<HTMLDialogElement | null>; leave(): Promise<string | null> } {
  const dialog = useRef<HTMLDialogElement>(null);
  const leave = async () => {
    if (heldCases === 0) return onSignOut();
    dialog.current?.showModal();
    return null;
  };
  return { dialog, leave };
}
