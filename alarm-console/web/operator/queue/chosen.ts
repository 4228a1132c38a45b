import { useCallback, useEffect, useState } from "react";
import { placeOf } from "../../shared/place/place.ts";

/** What the middle of the page shows. Only an alarm's id ever stands in the address. */
export type Chosen = { kind: "alarm"; id: string } | { kind: "press"; readingKey: string } | null;

function fromAddress(): Chosen {
  const id = /^#alarm-(\d+)$/.exec(location.hash)?.[1];
  return id === undefined ? null : { kind: "alarm", id };
}

const atDesk = (): boolean => placeOf(location.hash).kind === "desk";

export function useChosen(): [Chosen, (next: Chosen) => void] {
  const [chosen, setChosen] = useState<Chosen>(fromAddress);
  useEffect(() => {
    const follow = () => atDesk() && setChosen(fromAddress());
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);
  const choose = useCallback((next: Chosen) => {
    // Somebody has just gone to another page: the desk must not call them back by writing its own address.
    if (!atDesk()) return;
    setChosen(next);
    history.replaceState(null, "", next?.kind === "alarm" ? `#alarm-${next.id}` : location.pathname);
  }, []);
  return [chosen, choose];
}
