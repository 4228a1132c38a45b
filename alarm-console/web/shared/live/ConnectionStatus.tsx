import type { ConnectionState } from "./connection.ts";

type Shown = "connecting" | "behind" | "live" | "lost";

const texts: Record<Shown, string> = {
  connecting: "Connecting…",
  behind: "Catching up…",
  live: "Connected",
  lost: "Connection lost",
};

/** Shows "Connected" only when the queue on the screen is complete. */
export function ConnectionStatus({ connection, upToDate }: { connection: ConnectionState; upToDate: boolean }) {
  const shown: Shown = connection.kind === "live" && !upToDate ? "behind" : connection.kind;
  return (
    <output className="connection" aria-label="Connection" data-link={shown}>
      <span className="connection-lamp" aria-hidden="true" />
      {texts[shown]}
    </output>
  );
}
