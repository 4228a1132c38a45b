import { useState } from "react";
import { type Colours, chosenColours, coloursKey, showColours } from "./colours.ts";

const titles: Readonly<Record<Colours, string>> = { system: "As the computer", dark: "Dark", light: "Light" };

/** Light or dark colours, for this browser. */
export function ColourSetting() {
  const [colours, setColours] = useState(chosenColours);
  const choose = (next: Colours) => {
    localStorage.setItem(coloursKey, next);
    showColours(next);
    setColours(next);
  };
  return (
    <label className="colour-setting">
      Colours
      <select value={colours} onChange={(event) => choose(event.target.value as Colours)}>
        {Object.entries(titles).map(([value, title]) => (
          <option key={value} value={value}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}
