import { useEffect, useState } from "react";
import { isKnownFrom } from "#domain/text.ts";
import { addressText } from "../../../shared/homeDetails/addressText.ts";
import type { HomeDetail } from "../../../shared/homeDetails/home.ts";

/** A longer name gets smaller letters, so that it takes one line beside what rang. */
const longName = 40;

/** The person's name, large, with the address: to say it to an ambulance, to copy it, or to see it on a map. */
export function Who({ home, homeName }: { home: HomeDetail | null; homeName: string }) {
  const names = (home?.people ?? []).map(({ name }) => name).join(" and ");
  const address = home === null ? "" : addressText(home);
  const title = names === "" ? homeName : names;
  const isNamed = isKnownFrom(`${title} ${address}`, homeName);
  // The name of a home may be its house and street, and the address only the rest.
  const whole = isNamed ? address : `${homeName}, ${address}`;
  return (
    <div className="who">
      <h2 id="case-heading" tabIndex={-1} data-long={title.length > longName}>
        {title}
      </h2>
      <p className="who-where">
        {!isNamed && <strong>{homeName}</strong>}
        {address !== "" && (
          <>
            <strong>{address}</strong>
            <CopyButton text={whole} />
            <a href={`https://www.openstreetmap.org/search?query=${encodeURIComponent(whole)}`} target="_blank" rel="noopener noreferrer">
              Map
            </a>
          </>
        )}
      </p>
    </div>
  );
}

const shownMs = 2000;

function CopyButton({ text }: { text: string }) {
  const [result, setResult] = useState<"copied" | "failed" | null>(null);
  useEffect(() => {
    if (result === null) return;
    const timer = setTimeout(() => setResult(null), shownMs);
    return () => clearTimeout(timer);
  }, [result]);
  const copy = async () => {
    const written = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error("no clipboard"));
    setResult(await written.then(() => "copied" as const).catch(() => "failed" as const));
  };
  return (
    <button type="button" className="link" onClick={() => void copy()}>
      {result === "copied" ? "Copied" : result === "failed" ? "Cannot copy here" : "Copy address"}
    </button>
  );
}
