import { createContext, type ReactNode, type RefObject, useContext } from "react";
import "./dialog.css";

/** Warnings and the waiting alarm, to repeat inside every dialog. */
export const DialogAlerts = createContext<ReactNode>(null);

interface DialogProps {
  ref: RefObject<HTMLDialogElement | null>;
  className?: string;
  "aria-labelledby": string;
  children: ReactNode;
}

/** A modal dialog. It covers the warnings of the page, so it shows them again at its top. */
export function Dialog({ children, ...dialog }: DialogProps) {
  return (
    <dialog {...dialog}>
      <div className="dialog-alerts" aria-live="assertive">
        {useContext(DialogAlerts)}
      </div>
      {children}
    </dialog>
  );
}
