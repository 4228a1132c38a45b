import { fieldsText } from "#domain/reading.ts";
import { formatAgo } from "../../clock/durations.ts";
import { useNow } from "../../clock/useNow.ts";
import type { DeviceDetail } from "../home.ts";
import { deviceElementId } from "./deviceElement.ts";
import { clockFault, deviceProblems, intervalText, isBatteryLow } from "./deviceProblems.ts";

const statusWords: Record<DeviceDetail["status"], string> = {
  heard: "reporting",
  late: "late",
  offline: "offline",
  never: "never reported",
  notExpected: "not monitored",
};

/** Each device with its last report, those with a problem first. A silent device also shows how often it should report: that helps to judge an alarm. */
export function Devices({ devices, alarmDeviceId }: { devices: readonly DeviceDetail[]; alarmDeviceId: string | null }) {
  const hasProblem = (device: DeviceDetail) => deviceProblems(device, 0).length > 0;
  const problemsFirst = [...devices].sort((a, b) => Number(hasProblem(b)) - Number(hasProblem(a)));
  return (
    <section aria-labelledby="devices-heading">
      <h3 id="devices-heading">Devices</h3>
      {devices.length === 0 && <p className="secondary">No devices fitted.</p>}
      <ul className="devices">
        {problemsFirst.map((one) => (
          <Device key={one.id} device={one} ofAlarm={one.id === alarmDeviceId} />
        ))}
      </ul>
    </section>
  );
}

function Device({ device, ofAlarm }: { device: DeviceDetail; ofAlarm: boolean }) {
  const heardAt = device.lastHeardAt === null ? null : Date.parse(device.lastHeardAt);
  const ago = useNow((now) => (heardAt === null ? "" : formatAgo(now - heardAt)));
  const silent = device.status === "late" || device.status === "offline";
  const { battery, signal, linkMargin, unreadable, expectedIntervalSeconds: expected } = device;
  const clock = clockFault(device.skewSeconds);
  return (
    <li id={deviceElementId(device.id)} tabIndex={-1} data-status={device.status}>
      <div className="device-name">
        <strong>{device.name}</strong>
        {device.room !== "" && <span>{device.room}</span>}
        {ofAlarm && <span className="device-of-alarm">raised this alarm</span>}
      </div>
      <span className="device-status">{statusWords[device.status] ?? device.status}</span>
      <p className="device-facts">
        {ago !== "" && <span>{ago}</span>}
        {silent && expected !== null && <span>should report every {intervalText(expected)}</span>}
        {battery !== null && <span data-low={isBatteryLow(battery)}>battery {Math.round(battery)} %</span>}
        {signal !== null && <span>{Math.round(signal).toString().replace("-", "−")} dBm</span>}
        {linkMargin !== null && <span>margin {linkMargin.toString().replace("-", "−")} dB</span>}
        {clock !== null && <span data-low>clock {clock}</span>}
        {device.lastUnreadable && <span data-low>last message could not be read</span>}
        {unreadable.length > 0 && <span data-low>can't read its {fieldsText(unreadable)}</span>}
      </p>
    </li>
  );
}
