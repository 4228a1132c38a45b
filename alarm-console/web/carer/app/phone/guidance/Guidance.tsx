import type { ReactNode } from "react";
import { guidancePhrases } from "../../../words/guidance.ts";
import { useWords } from "../../../words/useLanguage.ts";
import { type Platform, thisPlatform } from "../platform.ts";
import { MenuRows, ShareSheet } from "./pictures.tsx";
import "./guidance.css";

/** What to set on this phone so that it rings while it is locked, with pictures; those of other phones are folded. */
export function Guidance() {
  const words = useWords(guidancePhrases);
  const mine = thisPlatform();
  const others = (["ios", "android", "other"] as const).filter((one) => one !== mine);
  return (
    <section className="guidance" aria-labelledby="guidance">
      <h2 id="guidance">{words.title}</h2>
      <Steps of={mine} />
      {others.map((one) => (
        <details key={one}>
          <summary>{words[one]}</summary>
          <Steps of={one} />
        </details>
      ))}
    </section>
  );
}

/** Menus of phones are in the language of the phone; the pictures show the English ones. */
function Steps({ of }: { of: Platform }) {
  const words = useWords(guidancePhrases);
  const steps: Record<Platform, readonly { text: string; picture: ReactNode }[]> = {
    ios: [
      { text: words.iosAdd, picture: <ShareSheet /> },
      { text: words.iosFocus, picture: <MenuRows title="Do Not Disturb" rows={["People", "Apps"]} marked="Link Line" isOn /> },
      { text: words.iosSound, picture: <MenuRows title="Link Line" rows={["Lock Screen", "Banners"]} marked="Sounds" isOn /> },
    ],
    android: [
      { text: words.androidAdd, picture: <MenuRows title="Browser menu" rows={["New tab", "History"]} marked="Add to Home screen" /> },
      { text: words.androidBattery, picture: <MenuRows title="Battery" rows={["Optimised", "Restricted"]} marked="Unrestricted" isOn /> },
      { text: words.androidDisturb, picture: <MenuRows title="Do Not Disturb" rows={["People"]} marked="Apps: Link Line" isOn /> },
    ],
    other: [{ text: words.otherAwake, picture: <MenuRows title={words.other} rows={[words.asleepSilent]} marked={words.awakeRings} /> }],
  };
  return (
    <ol className="guidance-steps">
      {steps[of].map(({ text, picture }) => (
        <li key={text}>
          {picture}
          <p>{text}</p>
        </li>
      ))}
    </ol>
  );
}
