import { useEffect, useRef, useState } from "react";
import { homeHref, planHref } from "../navigation/pageAddress.ts";
import "./homes.css";
import { useHomes } from "./useHomes.ts";

/** All homes, with a search by name or address. */
export function HomesPage() {
  const [search, setSearch] = useState("");
  const { homes, fault, reading, more, readMore } = useHomes(search.trim());
  return (
    <div className="sheet homes">
      <header className="sheet-head">
        <h2>Homes</h2>
      </header>
      <label className="field homes-find">
        Search by name or address
        <input type="search" maxLength={200} value={search} onChange={(event) => setSearch(event.target.value)} />
      </label>
      <ul className="homes-list" aria-label="Homes" aria-busy={reading}>
        {(homes ?? []).map((one) => (
          <li key={one.id}>
            <a href={homeHref(one.id)}>{one.name}</a>
            {one.mode === "test" && <span className="homes-test">test</span>}
            <span className="secondary">{one.address}</span>
            <a className="homes-plan" href={planHref(one.id)}>
              Plan<span className="hidden"> for {one.name}</span>
            </a>
          </li>
        ))}
      </ul>
      <div role="alert">
        {fault !== null && (
          <p className="fault">
            Some homes may be missing from this list. {fault}{" "}
            <button type="button" disabled={reading} onClick={readMore}>
              Try again
            </button>
          </p>
        )}
      </div>
      <output className="secondary">
        {reading
          ? "Loading homes…"
          : homes?.length === 0 && (search.trim() === "" ? "There are no homes yet." : "No homes match your search.")}
      </output>
      {more && fault === null && <MoreHomes count={homes?.length ?? 0} onReached={readMore} />}
    </div>
  );
}

/** Reads the next page when it scrolls into view, or at a click. */
function MoreHomes({ count, onReached }: { count: number; onReached(): void }) {
  const end = useRef<HTMLButtonElement>(null);
  const reached = useRef(onReached);
  reached.current = onReached;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the button may still be in view after a page, so it is observed again
  useEffect(() => {
    if (end.current === null) return;
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting === true && reached.current());
    watch.observe(end.current);
    return () => watch.disconnect();
  }, [count]);
  return (
    <button ref={end} type="button" className="homes-more" onClick={onReached}>
      Show more homes
    </button>
  );
}
