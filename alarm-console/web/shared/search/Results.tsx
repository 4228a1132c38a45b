import { useEffect, useRef } from "react";
import type { SearchHit } from "#domain/answering/searchHit.ts";
import { detailOf, groupTitles, type HitGroup, titleOf } from "./search.ts";

interface ResultsProps {
  groups: readonly HitGroup[];
  /** The place of the marked result among all of them. */
  marked: number;
  onOpen(hit: SearchHit): void;
}

/** The results by kind. The focus stays in the field: `aria-activedescendant` there names the marked one. */
export function Results({ groups, marked, onOpen }: ResultsProps) {
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the marked result is found in the page
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [marked, groups]);
  let place = -1;
  return (
    <div ref={list} id="search-results" className="search-results" role="listbox" aria-label="Results">
      {groups.map(({ kind, hits, more }) => (
        <fieldset key={kind} aria-labelledby={`search-${kind}`}>
          <p id={`search-${kind}`} className="search-kind" role="presentation">
            {groupTitles[kind]}
            {more && <span className="secondary"> the first {hits.length}; type more to narrow them</span>}
          </p>
          {hits.map((hit) => {
            place += 1;
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and the keys
              <div
                key={`${hit.kind} ${hit.kind === "home" ? hit.homeId : hit.id}`}
                id={`search-result-${place}`}
                role="option"
                tabIndex={-1}
                aria-selected={place === marked}
                className="search-result"
                onClick={() => onOpen(hit)}
              >
                <strong>{titleOf(hit)}</strong>
                <span className="secondary">{detailOf(hit)}</span>
              </div>
            );
          })}
        </fieldset>
      ))}
    </div>
  );
}
