import { type KeyboardEvent, useEffect, useEffectEvent, useRef, useState } from "react";
import type { SearchHit } from "#domain/answering/searchHit.ts";
import { typingMs, usePages } from "../lists/usePages.ts";
import { Results } from "./Results.tsx";
import { groupsOf, hrefOf, isLongEnough, readHits } from "./search.ts";

/**
 * A combobox over a list of results. Arrow keys move through the results while the focus stays in the field; Enter opens the marked one, at
 * first the first. Enter before the answer opens the first result when it comes.
 */
export function SearchBox({ onOpen }: { onOpen(hit: SearchHit, href: string): void }) {
  const [text, setText] = useState("");
  const [marked, setMarked] = useState(0);
  const enterPressed = useRef(false);
  const asked = text.trim();
  const { items, current, reading, fault, readMore } = usePages(asked, readHits, typingMs);
  const groups = groupsOf(current ? (items ?? []) : []);
  const hits = groups.flatMap((group) => group.hits);
  const answered = current && !reading;
  const open = (hit: SearchHit | undefined) => hit !== undefined && onOpen(hit, hrefOf(hit));

  const openFirst = useEffectEvent(() => open(hits[0]));
  useEffect(() => {
    if (!answered || !enterPressed.current) return;
    enterPressed.current = false;
    openFirst();
  }, [answered]);

  const keys = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && hits.length > 0) setMarked((marked + step + hits.length) % hits.length);
    if (event.key === "Enter" && answered) open(hits[marked]);
    if (event.key === "Enter" && !answered) enterPressed.current = true;
    if (step !== 0 || event.key === "Enter") event.preventDefault();
  };
  const type = (typed: string) => {
    setText(typed);
    setMarked(0);
    enterPressed.current = false;
  };
  return (
    <>
      <input
        // biome-ignore lint/a11y/noAutofocus: the operator has just asked for this field
        autoFocus
        role="combobox"
        aria-label="Search people, telephone numbers, addresses, devices and cases"
        aria-expanded={hits.length > 0}
        aria-controls="search-results"
        aria-autocomplete="list"
        aria-activedescendant={hits.length === 0 ? undefined : `search-result-${marked}`}
        autoComplete="off"
        spellCheck={false}
        enterKeyHint="go"
        maxLength={200}
        placeholder="Name, telephone number, address, device or case number"
        value={text}
        onChange={(event) => type(event.target.value)}
        onKeyDown={keys}
      />
      <Results groups={groups} marked={marked} onOpen={open} />
      <output className="search-status secondary">{statusText({ asked, answered, count: hits.length, failed: fault !== null })}</output>
      <div role="alert">
        {fault !== null && (
          <p className="fault">
            The search failed. {fault}{" "}
            <button type="button" disabled={reading} onClick={readMore}>
              Try again
            </button>
          </p>
        )}
      </div>
    </>
  );
}

function statusText({ asked, answered, count, failed }: { asked: string; answered: boolean; count: number; failed: boolean }): string {
  if (failed) return "";
  if (!isLongEnough(asked)) return "Type the beginning of words, any part of a telephone number, or the number of a case or device.";
  if (!answered) return "Searching…";
  return count === 0 ? "Nothing found." : `${count} ${count === 1 ? "result" : "results"}`;
}
