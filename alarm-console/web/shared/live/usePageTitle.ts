import { useEffect } from "react";

/** The tab title, for an operator who looks at another window: "(2) NOT RECORDING · Link Line". It never holds a name. */
export function usePageTitle(o: { unclaimed: number; lost: boolean; recording: boolean }): void {
  const { unclaimed, lost, recording } = o;
  useEffect(() => {
    const count = unclaimed > 0 ? `(${unclaimed}) ` : "";
    document.title = lost ? "CONNECTION LOST · Link Line" : `${count}${recording ? "" : "NOT RECORDING · "}Link Line`;
  }, [unclaimed, lost, recording]);
}
