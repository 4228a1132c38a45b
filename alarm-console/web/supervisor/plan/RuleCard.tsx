import { useContext, useEffect, useRef } from "react";
import type { Plan } from "#domain/plan.ts";
import { FaultText } from "./FaultText.tsx";
import { Faults, faultsUnder, fieldId } from "./faults.ts";
import type { RuleInHome, RuleText } from "./planApi.ts";
import { type Edit, setSetting, settingValue, switchRule } from "./planEdits.ts";
import { alwaysOn } from "./ruleBook.ts";
import { SettingField } from "./SettingField.tsx";
import { WindowsField } from "./WindowsField.tsx";
import "./rule.css";

interface RuleCardProps {
  rule: RuleText;
  inHome: RuleInHome | undefined;
  plan: Plan;
  live: Plan;
  onEdit(edit: Edit): void;
}

/** A rule in plain words: what it watches, whether it can see in this home, and its settings. */
export function RuleCard({ rule, inHome, plan, live, onEdit }: RuleCardProps) {
  const always = alwaysOn(rule);
  const on = always || rule.name in plan.rules;
  const path = `plan.rules.${rule.name}`;
  const faulty = faultsUnder(useContext(Faults), path).length > 0;
  const settings = useRef<HTMLDetailsElement>(null);
  // Opened for a fault, but never closed again under the hand that mends it.
  useEffect(() => {
    if (faulty && settings.current !== null) settings.current.open = true;
  }, [faulty]);
  const changed = rule.settings.filter((one) => JSON.stringify(settingValue(plan, rule.name, one)) !== JSON.stringify(one.default)).length;
  const titleId = `${fieldId(path)}-title`;
  return (
    <li className="rule" id={fieldId(path)} tabIndex={-1} data-on={on} data-blind={on && (inHome?.blind.length ?? 0) > 0}>
      <div className="rule-head">
        <h4 id={titleId}>{rule.title}</h4>
        {always ? (
          <span className="rule-always">Always on: {rule.guardsLife ? "it guards life" : "it looks after devices and plans"}</span>
        ) : (
          <label className="switch">
            <input
              type="checkbox"
              role="switch"
              aria-checked={on}
              aria-labelledby={titleId}
              checked={on}
              onChange={(event) => onEdit(switchRule(rule.name, event.target.checked, live.rules[rule.name]))}
            />
            <span aria-hidden="true">{on ? "On" : "Off"}</span>
          </label>
        )}
      </div>
      <p>{rule.explains}</p>
      {on && inHome?.off === "notYet" && <p className="rule-blind">Does not guard yet.</p>}
      {on && inHome?.off === "over" && <p className="rule-blind">Guards no more.</p>}
      <Sees rule={rule} on={on} blind={inHome?.blind ?? []} seesLess={inHome?.seesLess ?? []} />
      <FaultText path={path} />
      {on && rule.settings.length > 0 && (
        <details ref={settings}>
          <summary>
            Settings
            {changed > 0 && <span className="rule-changed">{changed} not as usual</span>}
            <span className="hidden"> of {rule.title}</span>
          </summary>
          <div className="settings">
            {rule.settings.map((setting) => {
              const value = settingValue(plan, rule.name, setting);
              const field = {
                path: `${path}.${setting.name}`,
                onChange: (next: unknown) => onEdit(setSetting(rule.name, setting.name, next)),
              };
              if (setting.name !== "windows" || !Array.isArray(value))
                return <SettingField key={setting.name} {...field} setting={setting} value={value} />;
              const names = [...new Set(plan.windows.map(({ name }) => name))];
              const noneIsUsual = Array.isArray(setting.default) && setting.default.length === 0;
              return (
                <WindowsField
                  key={setting.name}
                  {...field}
                  title={setting.title}
                  names={names}
                  chosen={value as string[]}
                  noneIsUsual={noneIsUsual}
                />
              );
            })}
          </div>
        </details>
      )}
    </li>
  );
}

/** What it needs, and whether this home has it. A rule that is on and blind guards nobody, and must not look as if it did. */
function Sees({ rule, on, blind, seesLess }: { rule: RuleText; on: boolean; blind: readonly string[]; seesLess: readonly string[] }) {
  const needs = rule.needs.join(" and ");
  if (blind.length === 0) {
    if (needs === "") return null;
    return (
      <>
        <p className="rule-sees">Needs {needs}: this home has it</p>
        {seesLess.length > 0 && <p className={on ? "rule-blind" : "rule-needs"}>Sees less here: {seesLess.join("; ")}.</p>}
      </>
    );
  }
  return (
    <p className={on ? "rule-blind" : "rule-needs"}>
      {on ? <strong>Blind here: {blind.join("; ")}. </strong> : <>Would be blind here: {blind.join("; ")}. </>}
      {needs !== "" && `Needs ${needs}.`}
    </p>
  );
}
