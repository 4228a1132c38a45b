import { useContext, useEffect, useRef } from "react";
import type { Plan } from "#domain/plan.ts";
import { FaultText } from "../../../shared/forms/FaultText.tsx";
import { Faults, faultsUnder, fieldId } from "../../../shared/forms/faults.ts";
import type { RuleInHome, RuleText } from "../../../shared/plan/planApi.ts";
import { alwaysOn } from "../../../shared/plan/ruleBook.ts";
import { type Edit, setSetting, settingValue, switchRule } from "../draft/planEdits.ts";
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

/** One rule: what it watches, whether it can work in this home, and its settings. */
export function RuleCard({ rule, inHome, plan, live, onEdit }: RuleCardProps) {
  const always = alwaysOn(rule);
  const on = always || rule.name in plan.rules;
  const path = `plan.rules.${rule.name}`;
  const faulty = faultsUnder(useContext(Faults), path).length > 0;
  const settings = useRef<HTMLDetailsElement>(null);
  // Opens for an error. It never closes by itself while the supervisor corrects the error.
  useEffect(() => {
    if (faulty && settings.current !== null) settings.current.open = true;
  }, [faulty]);
  const changed = rule.settings.filter((one) => JSON.stringify(settingValue(plan, rule.name, one)) !== JSON.stringify(one.default)).length;
  const titleId = `${fieldId(path)}-title`;
  return (
    <li className="rule" id={fieldId(path)} tabIndex={-1} data-on={on} data-cannot-work={on && (inHome?.blind.length ?? 0) > 0}>
      <div className="rule-head">
        <h4 id={titleId}>{rule.title}</h4>
        {always ? (
          <span className="rule-always">Always on: {rule.guardsLife ? "watches for danger to life" : "checks devices and plans"}</span>
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
      {on && inHome?.off === "notYet" && <p className="rule-cannot-work">Off until the plan starts.</p>}
      {on && inHome?.off === "over" && <p className="rule-cannot-work">Off: the plan has expired.</p>}
      <RuleSensors rule={rule} on={on} blind={inHome?.blind ?? []} seesLess={inHome?.seesLess ?? []} />
      <FaultText path={path} />
      {on && rule.settings.length > 0 && (
        <details ref={settings}>
          <summary>
            Settings
            {changed > 0 && (
              <span className="rule-changed">{changed === 1 ? "1 setting" : `${changed} settings`} changed from default</span>
            )}
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
              const emptyIsDefault = Array.isArray(setting.default) && setting.default.length === 0;
              return (
                <WindowsField
                  key={setting.name}
                  {...field}
                  title={setting.title}
                  names={names}
                  chosen={value as string[]}
                  emptyIsDefault={emptyIsDefault}
                />
              );
            })}
          </div>
        </details>
      )}
    </li>
  );
}

interface RuleSensorsProps {
  rule: RuleText;
  on: boolean;
  blind: readonly string[];
  seesLess: readonly string[];
}

/** The devices that the rule needs, and whether this home has them. A rule that is on but cannot work must not look as if it worked. */
function RuleSensors({ rule, on, blind, seesLess }: RuleSensorsProps) {
  const needs = rule.needs.join(" and ");
  const problem = on ? "rule-cannot-work" : "rule-needs";
  if (blind.length === 0) {
    if (needs === "") return null;
    return (
      <>
        <p className="rule-works">Needs {needs}: fitted in this home</p>
        {seesLess.length > 0 && <p className={problem}>Works with fewer sensors: {seesLess.join("; ")}.</p>}
      </>
    );
  }
  return (
    <p className={problem}>
      {on ? <strong>Can't work here: {blind.join("; ")}. </strong> : <>Would not work here: {blind.join("; ")}. </>}
      {needs !== "" && `Needs ${needs}.`}
    </p>
  );
}
