import { useEffect } from "react";

/** The tab says what an operator looking at another window must know; never a name. */
export function usePageTitle(o: { unclaimed: number; lost: boolean; recording: boolean }): void {
  const { unclaimed, lost, recording } = o;
  useEffect(() => {
    const count = unclaimed > 0 ? `(${unclaimed}) ` : "";
    document.title = lost ? "CONNECTION LOST · Link Line" : `${count}${recording ? "" : "NOT RECORDING · "}Link Line`;
  }, [unclaimed, lost, recording]);
}
