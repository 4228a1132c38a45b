import { useState } from "react";
import { dateWords, wallDay } from "../../../clock/wallTime.ts";
import type { DeviceDetail, HomeDetail } from "../../../homeDetails/home.ts";
import { DeviceLogin, type Login } from "./DeviceLogin.tsx";
import { ReplaceForm } from "./ReplaceForm.tsx";

interface DeviceUnitsProps {
  home: HomeDetail;
  device: DeviceDetail;
  /** A device behind a gateway has no login: its record is corrected instead. */
  mayReplace: boolean;
  onChanged(): void;
}

/** The units that a device was before, and the way to replace the present one. */
export function DeviceUnits({ home, device, mayReplace, onChanged }: DeviceUnitsProps) {
  const [replacing, setReplacing] = useState(false);
  const [login, setLogin] = useState<Login | null>(null);
  const replaced = (given: Login) => {
    setReplacing(false);
    setLogin(given);
    onChanged();
  };
  return (
    <>
      {device.formerUnits.length > 0 && (
        <>
          <p className="secondary">Former units, oldest first:</p>
          <ul className="record-units" aria-label={`Former units of ${device.name}`}>
            {device.formerUnits.map(({ model, serial, installedOn, replacedAt, by }) => (
              <li key={replacedAt}>
                {[model, serial === "" ? "no serial number recorded" : `serial number ${serial}`].filter((part) => part !== "").join(", ")}
                {installedOn !== null && `, installed ${dateWords(installedOn)}`}, replaced {wallDay(replacedAt, home.timezone)} by {by}
              </li>
            ))}
          </ul>
        </>
      )}
      {login !== null && <DeviceLogin device={device} login={login} onClose={() => setLogin(null)} />}
      {mayReplace && device.gatewayId === null && !replacing && (
        <div className="buttons">
          <button type="button" onClick={() => setReplacing(true)}>
            Replace {device.name}…
          </button>
        </div>
      )}
      {replacing && <ReplaceForm {...{ home, device }} onReplaced={replaced} onStale={onChanged} onCancel={() => setReplacing(false)} />}
    </>
  );
}
