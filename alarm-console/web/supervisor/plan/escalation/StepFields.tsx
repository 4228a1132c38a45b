import { useContext } from "react";
import type { ChannelType, EscalationStep, EscalationTarget } from "#domain/answering/escalation.ts";
import type { Contact } from "#domain/record/contactFields.ts";
import { FaultText } from "../../../shared/forms/FaultText.tsx";
import { Faults, faultsUnder, fieldId, useFault } from "../../../shared/forms/faults.ts";
import { channelsText, targetText, waitText } from "./policyText.ts";

interface StepFieldsProps {
  path: string;
  title: string;
  step: EscalationStep;
  contacts: readonly Contact[];
  onChange(step: EscalationStep): void;
}

/** The choices of channels. A step from elsewhere may have another one, which is offered as well. */
const usualChannels: readonly (readonly ChannelType[])[] = [["text"], ["voice"], ["email"], ["text", "voice"], ["text", "email"]];

/** One step of a policy: who, by which channels, and how long until the next step. */
export function StepFields({ path, title, step, contacts, onChange }: StepFieldsProps) {
  const { field: wait } = useFault(`${path}.waitSeconds`);
  const { field: channels } = useFault(`${path}.channels`);
  const notifyFaults = faultsUnder(useContext(Faults), `${path}.notify`);
  const names = contacts.map(({ name }) => name);
  const targets: EscalationTarget[] = [...contacts.map((_, place) => place + 1), "centre", "supervisor"];
  const missing = step.notify.filter((target) => !targets.includes(target));
  const toggle = (target: EscalationTarget) => {
    const chosen = new Set(step.notify);
    if (!chosen.delete(target)) chosen.add(target);
    onChange({ ...step, notify: [...targets, ...missing].filter((one) => chosen.has(one)) });
  };
  const toContacts = step.channels !== undefined || step.notify.some((target) => typeof target === "number");
  const options = [...usualChannels, ...(step.channels === undefined ? [] : [step.channels])].map((one) => one.join(","));
  return (
    <fieldset className="step">
      <legend>{title}</legend>
      <div className="step-who" id={fieldId(`${path}.notify`)} tabIndex={-1}>
        {[...targets, ...missing].map((target) => (
          <label key={target} className="choice">
            <input type="checkbox" checked={step.notify.includes(target)} onChange={() => toggle(target)} />
            {capital(targetText(target, names))}
            {typeof target === "number" && contacts[target - 1]?.channels.length === 0 && <span className="secondary"> (no channel)</span>}
          </label>
        ))}
      </div>
      {notifyFaults.map(({ path: at, message }) => (
        <p key={at} className="fault">
          {message}
        </p>
      ))}
      <div className="step-how">
        {toContacts && (
          <label className="field">
            How to notify contacts
            <select
              {...channels}
              value={step.channels?.join(",") ?? ""}
              onChange={({ target: { value } }) => {
                const { channels: _, ...rest } = step;
                onChange(value === "" ? rest : { ...rest, channels: value.split(",") as ChannelType[] });
              }}
            >
              <option value="">All their channels at once</option>
              {[...new Set(options)].map((one) => (
                <option key={one} value={one}>
                  {capital(channelsText(one.split(",") as ChannelType[]).replace("then by", "if that fails by"))}
                </option>
              ))}
            </select>
          </label>
        )}
        <label className="field">
          Seconds to answer
          <input
            {...wait}
            type="number"
            inputMode="numeric"
            min={10}
            max={3600}
            value={Number.isNaN(step.waitSeconds) ? "" : step.waitSeconds}
            onChange={({ target }) => onChange({ ...step, waitSeconds: target.valueAsNumber })}
          />
        </label>
        <span className="setting-hint">{Number.isNaN(step.waitSeconds) ? "10 to 3600" : waitText(step.waitSeconds)}</span>
      </div>
      <FaultText path={`${path}.channels`} />
      <FaultText path={`${path}.waitSeconds`} />
    </fieldset>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
