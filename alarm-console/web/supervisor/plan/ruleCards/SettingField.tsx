import { FaultText } from "../../../shared/forms/FaultText.tsx";
import { useFault } from "../../../shared/forms/faults.ts";
import type { Setting } from "../../../shared/plan/planApi.ts";
import { choiceText, rangeText, valueText } from "../planText.ts";

interface SettingFieldProps {
  path: string;
  setting: Setting;
  value: unknown;
  onChange(value: unknown): void;
}

/** One setting with its unit and range. It keeps any text that the supervisor types; the service decides whether it is valid. */
export function SettingField({ path, setting, value, onChange }: SettingFieldProps) {
  const { field } = useFault(path);
  const range = rangeText(setting);
  const byDefault = JSON.stringify(value) === JSON.stringify(setting.default) ? null : `default ${valueText(setting.default, setting)}`;
  const hint = [setting.type === "list" ? "separate with commas" : range, byDefault].filter(Boolean).join(", ");
  return (
    <div className="setting" data-changed={byDefault !== null}>
      <label htmlFor={field.id}>{setting.title}</label>
      <span className="setting-value">
        <Input setting={setting} value={value} onChange={onChange} field={field} />
        {setting.unit !== null && setting.type !== "time" && <span>{setting.unit}</span>}
      </span>
      {hint !== "" && <span className="setting-hint">{hint}</span>}
      <FaultText path={path} />
    </div>
  );
}

type InputProps = Omit<SettingFieldProps, "path"> & { field: ReturnType<typeof useFault>["field"] };

function Input({ setting, value, onChange, field }: InputProps) {
  switch (setting.type) {
    case "boolean":
      return <input {...field} type="checkbox" checked={value === true} onChange={(event) => onChange(event.target.checked)} />;
    case "choice":
      return (
        <select {...field} value={String(value)} onChange={(event) => onChange(event.target.value)}>
          {(setting.options ?? []).map((one) => (
            <option key={one} value={one}>
              {choiceText(one)}
            </option>
          ))}
        </select>
      );
    case "number":
    case "integer":
      return (
        <input
          {...field}
          type="number"
          inputMode="decimal"
          step={setting.type === "integer" ? 1 : "any"}
          min={setting.minimum ?? undefined}
          max={setting.maximum ?? undefined}
          value={String(value ?? "")}
          onChange={(event) => onChange(event.target.value === "" ? "" : Number(event.target.value))}
        />
      );
    case "list":
      return <ListInput field={field} value={value} onChange={onChange} />;
    default:
      return (
        <input
          {...field}
          type={setting.type === "time" ? "time" : "text"}
          value={String(value ?? "")}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}

/** A list as text. Spaces and commas stay while the supervisor types; the list is read when the field loses the focus. */
function ListInput({ field, value, onChange }: Pick<InputProps, "field" | "value" | "onChange">) {
  const words = Array.isArray(value) ? value.join(", ") : String(value ?? "");
  return (
    <input
      {...field}
      key={words}
      type="text"
      defaultValue={words}
      onBlur={(event) => {
        const next = event.target.value
          .split(",")
          .map((one) => one.trim())
          .filter((one) => one !== "");
        if (next.join(", ") !== words) onChange(next);
      }}
    />
  );
}
