import { useEffect, useRef, useState } from "react";
import { homeHref, planHref } from "../place/place.ts";
import "./homes.css";
import { useHomes } from "./useHomes.ts";

/** Every home, to be found by name or address: most of them have no alarm, and their plans want looking at too. */
export function HomesPage() {
  const [wanted, setWanted] = useState("");
  const { homes, fault, reading, more, readOn } = useHomes(wanted.trim());
  return (
    <div className="sheet homes">
      <header className="sheet-head">
        <h2>Homes</h2>
      </header>
      <label className="field homes-find">
        Find by name or address
        <input type="search" maxLength={200} value={wanted} onChange={(event) => setWanted(event.target.value)} />
      </label>
      <ul className="homes-list" aria-label="Homes" aria-busy={reading}>
        {(homes ?? []).map((one) => (
          <li key={one.id}>
            <a href={homeHref(one.id)}>{one.name}</a>
            {one.mode === "test" && <span className="homes-test">test</span>}
            <span className="quiet">{one.address}</span>
            <a className="homes-plan" href={planHref(one.id)}>
              Plan<span className="hidden"> of {one.name}</span>
            </a>
          </li>
        ))}
      </ul>
      <div role="alert">
        {fault !== null && (
          <p className="fault">
            The list is not whole: {fault}{" "}
            <button type="button" disabled={reading} onClick={readOn}>
              Try again
            </button>
          </p>
        )}
      </div>
      <output className="quiet">
        {reading
          ? "Reading the homes…"
          : homes?.length === 0 && (wanted.trim() === "" ? "No home is registered yet." : "No home has that in its name or address.")}
      </output>
      {more && fault === null && <ReadOn soFar={homes?.length ?? 0} onReached={readOn} />}
    </div>
  );
}

/** The end of what was read so far: reading goes on when it comes into sight, or at a press. */
function ReadOn({ soFar, onReached }: { soFar: number; onReached(): void }) {
  const end = useRef<HTMLButtonElement>(null);
  const reached = useRef(onReached);
  reached.current = onReached;
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each page it is looked at anew, since it may be in sight still
  useEffect(() => {
    if (end.current === null) return;
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting === true && reached.current());
    watch.observe(end.current);
    return () => watch.disconnect();
  }, [soFar]);
  return (
    <button ref={end} type="button" className="homes-more" onClick={onReached}>
      More homes
    </button>
  );
}
