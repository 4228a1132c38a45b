import { useEffect, useRef } from "react";
import type { Pages } from "./usePages.ts";

interface PageEndProps {
  pages: Omit<Pages<unknown>, "current">;
  /** What the list holds: "homes". */
  noun: string;
  /** A sentence for a list without items. */
  empty: string;
}

/** The end of a list: a fault with the way to try again, what is going on, and the next page. */
export function PageEnd({ pages: { items, fault, reading, more, readMore }, noun, empty }: PageEndProps) {
  return (
    <>
      <div role="alert">
        {fault !== null && (
          <p className="fault">
            Some {noun} may be missing from this list. {fault}{" "}
            <button type="button" disabled={reading} onClick={readMore}>
              Try again
            </button>
          </p>
        )}
      </div>
      <output className="secondary">{reading ? `Loading ${noun}…` : items?.length === 0 && empty}</output>
      {more && fault === null && <NextPage noun={noun} count={items?.length ?? 0} onReached={readMore} />}
    </>
  );
}

/** Reads the next page when it scrolls into view, or at a click. */
function NextPage({ noun, count, onReached }: { noun: string; count: number; onReached(): void }) {
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
    <button ref={end} type="button" className="next-page" onClick={onReached}>
      Show more {noun}
    </button>
  );
}
