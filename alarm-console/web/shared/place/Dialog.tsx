import { createContext, type ReactNode, type RefObject, useContext } from "react";
import "./dialog.css";

/** What is wrong with the screen and what waits in the queue, for whatever covers the page. */
export const WaitsHere = createContext<ReactNode>(null);

interface DialogProps {
  ref: RefObject<HTMLDialogElement | null>;
  className?: string;
  "aria-labelledby": string;
  children: ReactNode;
}

/** A dialog darkens the page and takes clicks, keys and screen readers from it: what an operator must know meanwhile is told in the dialog too. */
export function Dialog({ children, ...dialog }: DialogProps) {
  return (
    <dialog {...dialog}>
      <div className="dialog-told" aria-live="assertive">
        {useContext(WaitsHere)}
      </div>
      {children}
    </dialog>
  );
}
