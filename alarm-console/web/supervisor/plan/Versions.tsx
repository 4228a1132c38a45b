import { useCallback, useEffect, useState } from "react";
import type { Plan } from "#domain/plan.ts";
import { momentText } from "../../shared/absence/AbsenceLine.tsx";
import { type PlanVersion, readVersions } from "../../shared/plan/planApi.ts";
import type { RuleBook } from "../../shared/plan/ruleBook.ts";
import { ChangeList } from "./draft/ChangeList.tsx";
import { planChanges } from "./draft/planChanges.ts";

interface VersionsProps {
  homeId: string;
  timezone: string;
  /** The live version. When it changes, the list is read again. */
  version: number;
  book: RuleBook;
  /** Puts an older plan on the page as a draft; undefined for staff who may not change plans. */
  onTake: ((plan: Plan) => void) | undefined;
}

/** All versions of the plan, with who made each one live and why. */
export function Versions({ homeId, timezone, version, book, onTake }: VersionsProps) {
  const [items, setItems] = useState<readonly PlanVersion[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const read = useCallback(
    async (cursor: string | null) => {
      const answer = await readVersions(homeId, cursor);
      setFault(answer.ok ? null : answer.message);
      if (!answer.ok) return;
      setItems((now) => (cursor === null ? answer.value.items : [...now, ...answer.value.items]));
      setNext(answer.value.next);
    },
    [homeId],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version makes it read again
  useEffect(() => void read(null), [read, version]);

  return (
    <>
      {items.length === 0 && fault === null && (
        <p className="secondary">No plan has been chosen for this home yet. It uses the plan “Basic”.</p>
      )}
      <ol className="versions">
        {items.map((one, index) => {
          const before = items[index + 1];
          const changes = before === undefined ? [] : planChanges(before.plan, one.plan, book);
          return (
            <li key={one.version}>
              <p>
                <strong>Version {one.version}</strong>
                {one.version === version && <span className="count">live</span>}
                <span className="secondary">
                  {momentText(one.madeAt, timezone)}, {one.by}
                </span>
              </p>
              <p className="version-why">{one.why}</p>
              {one.lossReason !== null && (
                <p className="version-loss">
                  <strong>Went live anyway:</strong> {one.lossReason}
                </p>
              )}
              <div className="version-more">
                {changes.length > 0 && (
                  <details>
                    <summary>
                      {changes.length === 1 ? "1 change" : `${changes.length} changes`}
                      <span className="hidden"> in version {one.version}</span>
                    </summary>
                    <ChangeList changes={changes} />
                  </details>
                )}
                {onTake !== undefined && one.version !== version && (
                  <button type="button" className="link" onClick={() => onTake(one.plan)}>
                    Start from this version<span className="hidden">, version {one.version}</span>
                  </button>
                )}
              </div>
            </li>
          );
        })}
      </ol>
      <p className="fault" role="alert">
        {fault}
      </p>
      {next !== null && (
        <button type="button" onClick={() => void read(next)}>
          Show earlier versions
        </button>
      )}
    </>
  );
}
