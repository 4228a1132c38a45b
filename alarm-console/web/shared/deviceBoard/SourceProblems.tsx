import { useCallback, useState } from "react";
import { call } from "../api/call.ts";
import { useWhileVisible } from "../clock/useWhileVisible.ts";
import { wallDay, wallMinute } from "../clock/wallTime.ts";

const readEveryMs = 10_000;

interface SourceWithProblem {
  name: string;
  host: string;
  gatewayIds: readonly string[];
  connected: boolean;
  since: string;
  problem: string | null;
}

/** The brokers of sites that are away, above the devices that they make silent. The time is that of this screen: a broker has no home. */
export function SourceProblems() {
  const [sources, setSources] = useState<readonly SourceWithProblem[]>([]);
  const read = useCallback(async () => {
    const answer = await call<{ items: SourceWithProblem[] }>("GET", "/api/v1/sources");
    if (answer.ok) setSources(answer.value.items.filter(({ problem }) => problem !== null));
  }, []);
  useWhileVisible(
    useCallback(() => void read(), [read]),
    readEveryMs,
  );
  if (sources.length === 0) return null;
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return (
    <section className="board-sources" aria-label="Brokers of sites that need attention">
      {sources.map(({ name, host, gatewayIds, connected, since, problem }) => (
        <p key={name}>
          <strong>
            Broker {name} ({host})
          </strong>
          {`, ${gatewayIds.length === 1 ? "1 gateway" : `${gatewayIds.length} gateways`}, ${connected ? "connected" : "away"} since `}
          <time dateTime={since}>
            {wallMinute(since, timeZone)} {wallDay(since, timeZone)}
          </time>
          . {problem}
        </p>
      ))}
    </section>
  );
}
