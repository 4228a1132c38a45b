import { useEffect, useState } from "react";
import { leastHeardNights, type SuggestedSetting, type SuggestedSettings, settingText } from "#domain/suggest/suggestedSettings.ts";
import { suggestSettings } from "../../../shared/plan/suggestions.ts";
import { TimeLine } from "../../difference/TimeLine.tsx";
import "../../difference/difference.css";
import { type Edit, setSetting } from "../draft/planEdits.ts";

interface SuggestionsProps {
  homeId: string;
  /** The version of the live plan: suggestions for an older one are no longer shown. */
  version: number;
  onEdit(edit: Edit): void;
}

/** Settings with which the rules would have rung rarely enough in recent nights. "Try" puts one into the draft, where it is compared and goes live as any change. */
export function Suggestions({ homeId, version, onEdit }: SuggestionsProps) {
  const [suggestions, setSuggestions] = useState<SuggestedSettings | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with a new version the suggestions are out of date.
  useEffect(() => setSuggestions(null), [homeId, version]);

  const suggest = async () => {
    setBusy(true);
    setFailure(null);
    const answer = await suggestSettings(homeId);
    setBusy(false);
    if (answer.ok) setSuggestions(answer.value);
    else setFailure(answer.message);
  };
  return (
    <section className="suggestions" aria-labelledby="suggestions-heading">
      <h3 id="suggestions-heading">Suggested settings</h3>
      <p className="secondary">
        For each rule, the quickest setting that would have rung at most once in 14 of the last 28 nights without need. You decide: nothing
        changes until you go live.
      </p>
      <button type="button" disabled={busy} onClick={() => void suggest()}>
        Suggest settings
      </button>
      {busy && <output className="secondary">Playing the recent nights with other settings. This takes up to a few minutes…</output>}
      <p className="fault" role="alert">
        {failure === null ? null : `Could not suggest settings. ${failure}`}
      </p>
      {suggestions !== null && <Found suggestions={suggestions} onEdit={onEdit} />}
    </section>
  );
}

function Found({
  suggestions: { nights, heardNights, enough, items },
  onEdit,
}: {
  suggestions: SuggestedSettings;
  onEdit(edit: Edit): void;
}) {
  if (!enough)
    return (
      <p>
        {heardNights} of the last {nights} nights have readings, and {leastHeardNights} are needed.
      </p>
    );
  if (items.length === 0) return <p>This plan has no rule with a setting to suggest.</p>;
  return (
    <ul>
      {items.map((one) => (
        <li key={one.rule}>
          <Suggestion one={one} onEdit={onEdit} />
        </li>
      ))}
    </ul>
  );
}

function Suggestion({ one, onEdit }: { one: SuggestedSetting; onEdit(edit: Edit): void }) {
  const { rule, setting, title, words, suggested, now, unit, difference } = one;
  return (
    <article aria-label={title}>
      <h4>{title}</h4>
      <p>{words}</p>
      {suggested !== null && suggested !== now && (
        <button type="button" onClick={() => onEdit(setSetting(rule, setting, suggested))}>
          Try {settingText(suggested, unit)}
        </button>
      )}
      {difference !== null && difference.alarms.length > 0 && (
        <details>
          <summary>Show the nights</summary>
          <div className="difference">
            <TimeLine difference={difference} />
          </div>
        </details>
      )}
    </article>
  );
}
