import { useEffect, useRef, useState } from "react";
import { useSingleKey } from "../keyboard/singleKey.ts";
import "./search.css";
import { SearchBox } from "./SearchBox.tsx";

const panelId = "search";

/**
 * The button and the key / of the search. Its panel lies over the page without taking it away: cases still arrive, and the selected case and
 * its note stay as they are. When it closes, the focus is where it was before (a popover does that).
 */
export function Search({ onOpenCase }: { onOpenCase?(id: string): void }) {
  const panel = useRef<HTMLDialogElement>(null);
  const [open, setOpen] = useState(false);
  // A new box for each opening: one that was closed a moment ago may still be there, because `toggle` comes later, and has the old words.
  const [opening, setOpening] = useState(0);
  useSingleKey("/", () => panel.current?.showPopover());
  useEffect(() => {
    const shown = panel.current;
    // The box is there before the panel is shown, which then gives it the focus, and until it is hidden, which then gives the focus back.
    const before = (event: Event) => {
      if ((event as ToggleEvent).newState !== "open") return;
      setOpen(true);
      setOpening((count) => count + 1);
    };
    const after = (event: Event) => setOpen((event as ToggleEvent).newState === "open");
    shown?.addEventListener("beforetoggle", before);
    shown?.addEventListener("toggle", after);
    return () => {
      shown?.removeEventListener("beforetoggle", before);
      shown?.removeEventListener("toggle", after);
    };
  }, []);
  return (
    <>
      <button type="button" className="search-open" popoverTarget={panelId} aria-keyshortcuts="/">
        Search{" "}
        <span className="key" aria-hidden="true">
          /
        </span>
      </button>
      <dialog ref={panel} id={panelId} popover="auto" aria-label="Search" className="search">
        {open && (
          <SearchBox
            key={opening}
            onOpen={(hit, href) => {
              panel.current?.hidePopover();
              location.hash = href;
              if (hit.kind === "case") onOpenCase?.(hit.id);
            }}
          />
        )}
      </dialog>
    </>
  );
}
