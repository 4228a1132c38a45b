import { useNow } from "../../shared/clock/useNow.ts";
import { answerTargetsSeconds, formatWaited, targetsMissed } from "../../shared/clock/waited.ts";

/**
 * Seconds waited, and while nobody has taken the alarm a bar that fills towards the audited targets: first to 60 s, then
 * to 180 s. `since` in epoch ms.
 */
export function Waited({ since, counting }: { since: number; counting: boolean }) {
  const waitedMs = useNow((now) => Math.max(0, now - since));
  const missed = counting ? targetsMissed(waitedMs) : 0;
  const part = Math.min(1, waitedMs / 1000 / answerTargetsSeconds[missed === 0 ? 0 : 1]);
  return (
    <span className="waited" data-missed={missed} data-counting={counting}>
      <span className="hidden">waited </span>
      {formatWaited(waitedMs)}
      {counting && (
        <span className="target-bar" aria-hidden="true">
          <span style={{ transform: `scaleX(${part.toFixed(3)})` }} />
        </span>
      )}
    </span>
  );
}
