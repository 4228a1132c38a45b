import { useCallback, useEffect, useState } from "react";
import { caseHref, pageAddressOf } from "../../shared/navigation/pageAddress.ts";

/** The case or unrecorded press that the middle of the desk shows. The address holds only a case's id, never personal data. */
export type Selection = { kind: "case"; id: string } | { kind: "press"; readingKey: string } | null;

function fromAddress(): Selection {
  const id = /^#case-(\d+)$/.exec(location.hash)?.[1];
  return id === undefined ? null : { kind: "case", id };
}

const atDesk = (): boolean => pageAddressOf(location.hash).kind === "desk";

/** The selection, kept in step with the address bar. */
export function useSelection(): [Selection, (next: Selection) => void] {
  const [selection, setSelection] = useState<Selection>(fromAddress);
  useEffect(() => {
    const follow = () => atDesk() && setSelection(fromAddress());
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);
  const select = useCallback((next: Selection) => {
    // The operator has just left for another page. Writing the desk's address would bring them back.
    if (!atDesk()) return;
    setSelection(next);
    history.replaceState(null, "", next?.kind === "case" ? caseHref(next.id) : location.pathname);
  }, []);
  return [selection, select];
}
