import type { Link } from "./connection.ts";

const words: Record<Link["kind"], string> = { connecting: "Connecting…", live: "Connected", lost: "Connection lost" };

export function ConnectionStatus({ link }: { link: Link }) {
  return (
    <output className="connection" aria-label="Connection" data-link={link.kind}>
      <span className="connection-lamp" aria-hidden="true" />
      {words[link.kind]}
    </output>
  );
}
