import type { WallView } from "#domain/answering/wall.ts";

const titles: Record<WallView["lamps"][number]["name"], string> = {
  recording: "Recording",
  devices: "Devices",
  channels: "Messages",
  canary: "Test press",
};
const words: Record<WallView["lamps"][number]["state"], string> = { well: "In order", warning: "Attention", fault: "Fault", off: "Off" };

/** Whether the parts of the service work. Each lamp has a shape and a word beside its colour. */
export function Lamps({ lamps }: Pick<WallView, "lamps">) {
  return (
    <ul className="wall-lamps" aria-label="Service">
      {lamps.map(({ name, state, text }) => (
        <li key={name} data-state={state}>
          <span className="wall-lamp" aria-hidden="true" />
          <span className="wall-title">
            {titles[name]}: {words[state]}
          </span>
          <span className="wall-note">{text}</span>
        </li>
      ))}
    </ul>
  );
}
