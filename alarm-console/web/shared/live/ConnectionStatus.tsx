import type { Link } from "./connection.ts";

type Shown = "connecting" | "behind" | "live" | "lost";

const words: Record<Shown, string> = {
  connecting: "Connecting…",
  behind: "Catching up…",
  live: "Connected",
  lost: "Connection lost",
};

/** Says "Connected" only when the queue on the screen is the queue there is. */
export function ConnectionStatus({ link, upToDate }: { link: Link; upToDate: boolean }) {
  const shown: Shown = link.kind === "live" && !upToDate ? "behind" : link.kind;
  return (
    <output className="connection" aria-label="Connection" data-link={shown}>
      <span className="connection-lamp" aria-hidden="true" />
      {words[shown]}
    </output>
  );
}
