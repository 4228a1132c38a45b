import { useEffect, useState } from "react";
import type { Answer } from "../../../shared/api/call.ts";
import { nightsPhrases } from "../../words/nights.ts";
import { ruleTitle } from "../../words/rules.ts";
import { useLanguage, useWords } from "../../words/useLanguage.ts";
import { type NightWaits, nightWaitsOf, proposeWait } from "../carerCalls.ts";

type Item = NightWaits["items"][number];

/** Which rules woke the family, and a longer wait to propose to the supervisor. The service needs some seconds for it. */
export function WokenBy({ homeId }: { homeId: string }) {
  const words = useWords(nightsPhrases);
  const [waits, setWaits] = useState<Answer<NightWaits> | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => void nightWaitsOf(homeId).then(setWaits), [homeId]);
  const propose = async (item: Item, minutes: number) => {
    setBusy(true);
    const answer = await proposeWait(homeId, item.rule, minutes);
    setBusy(false);
    setFault(answer.ok ? null : answer.message);
    if (answer.ok) setWaits(answer);
  };
  return (
    <section className="woken" aria-labelledby="woken-heading" aria-busy={waits === null || busy}>
      <h2 id="woken-heading">{words.whatWoke}</h2>
      {waits === null && <p className="secondary">{words.counting}</p>}
      {waits !== null && !waits.ok && <p role="alert">{waits.message}</p>}
      {waits?.ok && waits.value.items.length === 0 && <p>{words.nothingWoke(waits.value.nights)}</p>}
      {waits?.ok &&
        waits.value.items.map((item) => (
          <OneRule
            key={item.rule}
            item={item}
            nights={waits.value.nights}
            busy={busy}
            onPropose={(minutes) => void propose(item, minutes)}
          />
        ))}
      <p className="fault" role="alert">
        {fault}
      </p>
    </section>
  );
}

interface OneRuleProps {
  item: Item;
  nights: number;
  busy: boolean;
  onPropose(minutes: number): void;
}

function OneRule({ item: { rule, title, woken, needed, instead, proposed }, nights, busy, onPropose }: OneRuleProps) {
  const [words, language] = [useWords(nightsPhrases), useLanguage()];
  const isProposed = proposed !== null && proposed.minutes === instead?.minutes && proposed.state === "waiting";
  return (
    <div className="woken-rule">
      <p>
        {words.woke(ruleTitle(rule, title, language), woken, nights)} {words.neededOf(needed)}
      </p>
      {instead !== null && (
        <p>
          {words.waitsNow(instead.now)} {words.wouldWake(instead.minutes, instead.wouldWake)}
        </p>
      )}
      {proposed !== null && <p role="status">{words[proposed.state](proposed.by, proposed.minutes, proposed.why ?? "")}</p>}
      {instead !== null && !isProposed && (
        <button type="button" disabled={busy} onClick={() => onPropose(instead.minutes)}>
          {words.propose(instead.minutes)}
        </button>
      )}
    </div>
  );
}
