import { answerTargetsSeconds, formatWaited, targetsMissed } from "../../shared/clock/durations.ts";
import { useNow } from "../../shared/clock/useNow.ts";

/**
 * How long a case has waited. While it is unclaimed (`counting`), a bar fills towards the next audited target: at 30 s it is half of the
 * way to 60 s, at 90 s half of the way to 180 s. `since` is in epoch ms.
 */
export function WaitingTime({ since, counting }: { since: number; counting: boolean }) {
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
