import { useCallback, useEffect, useState } from "react";
import type { Answer } from "../../../shared/api/call.ts";
import { deviceStatusPhrases, everythingPhrases } from "../../words/away/everything.ts";
import { agoWords, commonPhrases } from "../../words/common.ts";
import { homesPhrases } from "../../words/homes.ts";
import { ruleTitle } from "../../words/rules.ts";
import { useLanguage, useWords } from "../../words/useLanguage.ts";
import { AsOf } from "../offline/AsOf.tsx";
import { useFresh } from "../useFresh.ts";
import { type CaredDevices, type CaredPlan, devicesOf, planOf } from "./everythingCalls.ts";
import "./everything.css";
import { windowDays } from "./windowDays.ts";

/** The plan of a home in plain words, and its devices. Nothing can be changed here. */
export function EverythingPage({ homeId }: { homeId: string }) {
  const [common, homes] = [useWords(commonPhrases), useWords(homesPhrases)];
  const [plan, setPlan] = useState<Answer<CaredPlan> | null>(null);
  useEffect(() => void planOf(homeId).then(setPlan), [homeId]);
  const ask = useCallback(() => devicesOf(homeId), [homeId]);
  const devices = useFresh(ask);
  return (
    <main className="carer" aria-busy={plan === null}>
      <header className="carer-head">
        <a href="#/">{common.yourHomes}</a>
      </header>
      <h1>{homes.everything}</h1>
      {plan !== null && !plan.ok && <p role="alert">{plan.message}</p>}
      {devices.value === null && devices.failure !== null && plan?.ok && <p role="alert">{devices.failure}</p>}
      {devices.value !== null && <Devices shown={devices.value} failure={devices.failure} />}
      {plan?.ok && <Plan plan={plan.value} />}
    </main>
  );
}

function Devices({ shown, failure }: { shown: CaredDevices; failure: string | null }) {
  const [common, words, status] = [useWords(commonPhrases), useWords(everythingPhrases), useWords(deviceStatusPhrases)];
  const ago = (at: string): string => agoWords(common, Math.max(0, Date.parse(shown.asOf) - Date.parse(at)));
  return (
    <section className="carer-home" aria-labelledby="devices-heading">
      <h2 id="devices-heading">{words.devices}</h2>
      <AsOf asOf={shown.asOf} timezone={shown.timezone} isStored={false} failure={failure} />
      {shown.items.length === 0 && <p>{words.noDevices}</p>}
      <ul className="cared-devices">
        {shown.items.map(({ id, name, room, lastHeardAt, battery, status: is }) => (
          <li key={id} data-status={is}>
            <strong>{[name, room].filter(Boolean).join(", ")}</strong>
            <span>
              {[
                status[is],
                ...(lastHeardAt === null ? [] : [words.heard(ago(lastHeardAt))]),
                ...(battery === null ? [] : [words.battery(Math.round(battery))]),
              ].join(" · ")}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Plan({ plan }: { plan: CaredPlan }) {
  const [words, language] = [useWords(everythingPhrases), useLanguage()];
  const days = windowDays();
  return (
    <section className="carer-home" aria-labelledby="plan-heading">
      <h2 id="plan-heading">{words.plan}</h2>
      <p>{words.planNamed(plan.name)}</p>
      <ul>
        {plan.windows.map((one) => (
          <li key={`${one.name} ${one.from} ${one.days.join()}`}>
            {words.window(one.name, one.from, one.to, days(one.days, words.everyDay))}
          </li>
        ))}
      </ul>
      {plan.rules.map(({ title, explains, guardsLife, settings }) => (
        <div key={title} className="cared-rule">
          <h3>{title}</h3>
          <p>
            {explains} {guardsLife && words.always}
          </p>
          <ul>
            {settings.map((one) => (
              <li key={one.title}>
                {one.title}: {valueWords(one.value, one.unit, words)}
              </li>
            ))}
          </ul>
        </div>
      ))}
      {plan.suspended.length > 0 && (
        <p>
          {words.suspended} {plan.suspended.map(({ rule, title }) => ruleTitle(rule, title, language)).join(", ")}.
        </p>
      )}
    </section>
  );
}

type Words = (typeof everythingPhrases)["en"];

/** "20 min", "yes", "night". */
function valueWords(value: unknown, unit: string | null, words: Words): string {
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (Array.isArray(value)) return value.length === 0 ? words.none : value.join(", ");
  if (value === null || value === undefined || value === "") return words.none;
  const text = String(value).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return unit === null || typeof value === "string" ? text : `${text} ${unit}`;
}
