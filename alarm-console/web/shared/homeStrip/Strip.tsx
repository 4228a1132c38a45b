import { Suspense, useState } from "react";
import { lazyPart } from "../design/lazyPart.tsx";
import "./strip.css";
import { StripTable } from "./StripTable.tsx";
import { inStripOrder } from "./stripText.ts";
import { useStrip } from "./useStrip.ts";

const StripChart = lazyPart(async () => (await import("./StripChart.tsx")).StripChart);
const firstShown = 6;

/** What each sensor of a home reported in the last 12 hours, as a chart or as a table that says the same. */
export function Strip({ homeId, alarmDeviceId }: { homeId: string; alarmDeviceId: string | null }) {
  const { strip, fault } = useStrip(homeId);
  const [asTable, setAsTable] = useState(false);
  const [allShown, setAllShown] = useState(false);
  const ordered = strip === null ? [] : inStripOrder(strip.devices, alarmDeviceId);
  const devices = allShown ? ordered : ordered.slice(0, firstShown);
  return (
    <section className="strip" aria-labelledby="strip-heading">
      <div className="strip-head">
        <h3 id="strip-heading">Last 12 hours</h3>
        {ordered.length > 0 && (
          <button type="button" className="link" onClick={() => setAsTable(!asTable)}>
            {asTable ? "Show as chart" : "Show as table"}
          </button>
        )}
      </div>
      {fault !== null && <p className="fault">Could not load the last hours. {fault}</p>}
      {strip === null && fault === null && <p className="secondary">Loading…</p>}
      {strip?.devices.length === 0 && <p className="secondary">No devices fitted.</p>}
      {strip !== null && devices.length > 0 && asTable && <StripTable strip={strip} devices={devices} />}
      {strip !== null && devices.length > 0 && !asTable && (
        <Suspense fallback={<p className="secondary">Loading…</p>}>
          <StripChart strip={strip} devices={devices} />
        </Suspense>
      )}
      {ordered.length > firstShown && (
        <button type="button" className="link" onClick={() => setAllShown(!allShown)}>
          {allShown ? "Show fewer devices" : `Show all ${ordered.length} devices`}
        </button>
      )}
    </section>
  );
}
