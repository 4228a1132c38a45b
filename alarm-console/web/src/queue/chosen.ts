import { useCallback, useEffect, useState } from "react";

/** What the middle of the page shows. Only an alarm's id ever stands in the address. */
export type Chosen = { kind: "alarm"; id: string } | { kind: "press"; readingKey: string } | null;

function fromAddress(): Chosen {
  const id = /^#alarm-(\d+)$/.exec(location.hash)?.[1];
  return id === undefined ? null : { kind: "alarm", id };
}

export function useChosen(): [Chosen, (next: Chosen) => void] {
  const [chosen, setChosen] = useState<Chosen>(fromAddress);
  useEffect(() => {
    const follow = () => setChosen(fromAddress());
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);
  const choose = useCallback((next: Chosen) => {
    setChosen(next);
    history.replaceState(null, "", next?.kind === "alarm" ? `#alarm-${next.id}` : location.pathname);
  }, []);
  return [chosen, choose];
}
