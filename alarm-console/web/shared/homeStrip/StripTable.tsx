import type { HomeStrip, StripDevice } from "#domain/answering/homeStrip.ts";
import { deviceTitle, eventsOf, stripClock } from "./stripText.ts";

/** The strip in words, for a reader who does not see the chart. */
export function StripTable({ strip, devices }: { strip: HomeStrip; devices: readonly StripDevice[] }) {
  const clock = stripClock(strip);
  const time = (at: string) => clock(Date.parse(at));
  return (
    <table className="strip-table">
      <caption className="hidden">Last 12 hours, device by device</caption>
      <thead>
        <tr>
          <th scope="col">From</th>
          <th scope="col">To</th>
          <th scope="col">What</th>
        </tr>
      </thead>
      {devices.map((device) => {
        const events = eventsOf(device);
        return (
          <tbody key={device.deviceId}>
            <tr>
              <th scope="rowgroup" colSpan={3}>
                {deviceTitle(device)}
              </th>
            </tr>
            {events.length === 0 && (
              <tr>
                <td colSpan={3}>Nothing</td>
              </tr>
            )}
            {events.map((event) => (
              <tr key={`${event.from} ${event.kind}`}>
                <td>{time(event.from)}</td>
                <td>{event.to === null ? "" : event.to === strip.to ? "now" : time(event.to)}</td>
                <td>{event.text}</td>
              </tr>
            ))}
          </tbody>
        );
      })}
      {strip.notListening.length > 0 && (
        <tbody>
          <tr>
            <th scope="rowgroup" colSpan={3}>
              Link Line
            </th>
          </tr>
          {strip.notListening.map(({ from, to }) => (
            <tr key={from}>
              <td>{time(from)}</td>
              <td>{time(to)}</td>
              <td>did not listen</td>
            </tr>
          ))}
        </tbody>
      )}
    </table>
  );
}
