import { deviceLabel } from "#domain/home.ts";
import { useNow } from "../../clock/useNow.ts";
import type { DeviceDetail } from "../home.ts";
import { Devices } from "./Devices.tsx";
import { deviceProblems } from "./deviceProblems.ts";

interface DevicesWithProblemsProps {
  devices: readonly DeviceDetail[];
  alarmDeviceId: string | null;
}

const minuteMs = 60_000;

/** For the desk: what is wrong with which device, one sentence each. All devices are folded below. */
export function DevicesWithProblems({ devices, alarmDeviceId }: DevicesWithProblemsProps) {
  const now = useNow((ms) => Math.floor(ms / minuteMs)) * minuteMs;
  const sentences = devices.flatMap((device) => deviceProblems(device, now).map((text) => ({ device, text })));
  return (
    <>
      <section aria-labelledby="problems-heading">
        <h3 id="problems-heading">Devices with problems</h3>
        {devices.length === 0 && <p className="secondary">No devices fitted.</p>}
        {devices.length > 0 && sentences.length === 0 && (
          <p className="secondary">{devices.length === 1 ? "The device works." : `All ${devices.length} devices work.`}</p>
        )}
        <ul className="problems">
          {sentences.map(({ device, text }) => (
            <li key={`${device.id} ${text}`}>
              <strong>{deviceLabel(device)}</strong> {text}.
            </li>
          ))}
        </ul>
      </section>
      {devices.length > 0 && (
        <details className="all-devices">
          <summary>All devices ({devices.length})</summary>
          <Devices devices={devices} alarmDeviceId={alarmDeviceId} />
        </details>
      )}
    </>
  );
}
