import { useNow } from "../clock/useNow.ts";
import { answerTargetsSeconds, formatWaited, targetsMissed } from "../clock/waited.ts";

/**
 * Seconds waited, and while nobody has taken the alarm a bar that fills towards the audited targets: first to 60 s, then
 * to 180 s. `since` in epoch ms.
 */
export function Waited({ since, counting }: { since: number; counting: boolean }) {
  const words = useNow((now) => formatWaited(now - since));
  const missed = useNow((now) => (counting ? targetsMissed(now - since) : 0));
  return (
    <span className="waited" data-missed={missed} data-counting={counting}>
      <span className="hidden">waited </span>
      {words}
      {counting && <TargetBar since={since} missed={missed} />}
    </span>
  );
}

function TargetBar({ since, missed }: { since: number; missed: 0 | 1 | 2 }) {
  const target = answerTargetsSeconds[missed === 0 ? 0 : 1] * 1000;
  const part = useNow((now) => Math.min(1, Math.max(0, (now - since) / target)));
  return (
    <span className="target-bar" aria-hidden="true">
      <span style={{ transform: `scaleX(${part.toFixed(3)})` }} />
    </span>
  );
}
