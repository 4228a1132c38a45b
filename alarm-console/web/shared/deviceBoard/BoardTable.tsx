import type { BoardDevice } from "#domain/deviceBoard.ts";
import { highRiskFrom } from "#domain/outage/highRisk.ts";
import { formatAgo } from "../clock/durations.ts";
import { useNow } from "../clock/useNow.ts";
import { wallDay, wallMinute } from "../clock/wallTime.ts";
import { clockFault, intervalText, isBatteryLow } from "../homeDetails/devices/deviceProblems.ts";
import { homeDeviceHref, outageHref } from "../navigation/pageAddress.ts";
import { boardFiltersOf, boardHref, statusTitles, troublesText } from "./board.ts";

const columns = ["Home", "Device", "Status", "Since", "Last heard", "Expected", "Battery", "Signal", "Clock"] as const;

/** `outagesLinked`: the reader may open the work list of an outage. On a narrow screen each row is a short block without what says nothing, such as a clock that is right. */
export function BoardTable({ devices, outagesLinked }: { devices: readonly BoardDevice[]; outagesLinked: boolean }) {
  return (
    <table className="board-table" aria-label="Devices">
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {devices.map((device) => (
          <Row key={device.id} device={device} outageLinked={outagesLinked} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ device, outageLinked }: { device: BoardDevice; outageLinked: boolean }) {
  const { homeId, homeName, area, name, room, kind, status, since, lastHeardAt, timezone, battery, signal, outageId } = device;
  const expected = device.expectedIntervalSeconds;
  const clock = clockFault(device.skewSeconds);
  return (
    <tr data-status={status}>
      <th scope="row" data-label="Home">
        <a href={homeDeviceHref(homeId, device.id)}>{homeName}</a>
        {device.risk >= highRiskFrom && <span className="board-risk">High risk</span>}
        <span className="secondary">
          {area !== "" && `${area} · `}
          <a href={boardHref({ ...boardFiltersOf(""), home: homeId })}>
            Only this home<span className="hidden">: {homeName}</span>
          </a>
        </span>
      </th>
      <td data-label="Device">
        {name}
        <span className="secondary">{room === "" ? kind : `${room} · ${kind}`}</span>
      </td>
      <td data-label="Status">
        <span className="board-status">{statusTitles[status]}</span>
        {device.troubles.length > 0 && <span className="secondary">{troublesText(device)}</span>}
        {outageId !== null && (
          <span className="board-outage">{outageLinked ? <a href={outageHref(outageId)}>In an outage</a> : "In an outage"}</span>
        )}
      </td>
      <td data-label="Since" data-empty={since === null}>
        {since === null ? "–" : <Moment at={since} timezone={timezone} />}
      </td>
      <td data-label="Last heard">{lastHeardAt === null ? "never" : <Ago at={lastHeardAt} />}</td>
      <td data-label="Expected" data-empty={expected === null}>
        {expected === null ? "–" : `every ${intervalText(expected)}`}
      </td>
      <td data-label="Battery" data-empty={battery === null} data-low={isBatteryLow(battery)}>
        {battery === null ? "–" : `${Math.round(battery)} %`}
      </td>
      <td data-label="Signal" data-empty={signal === null}>
        {signal === null ? "–" : `${Math.round(signal).toString().replace("-", "−")} dBm`}
      </td>
      <td data-label="Clock" data-empty={clock === null} data-low={clock !== null}>
        {clock ?? (device.skewSeconds === null ? "–" : "right")}
      </td>
    </tr>
  );
}

function Moment({ at, timezone }: { at: string; timezone: string }) {
  return (
    <time dateTime={at}>
      {wallMinute(at, timezone)}
      <span className="secondary">{wallDay(at, timezone)}</span>
    </time>
  );
}

function Ago({ at }: { at: string }) {
  return <>{useNow((now) => formatAgo(now - Date.parse(at)))}</>;
}
