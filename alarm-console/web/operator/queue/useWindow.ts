import { type RefObject, useEffect, useLayoutEffect, useState } from "react";

/** A list longer than this draws only the rows in view. */
export const longList = 60;
/** The height of a row of a long list; queue.css has the same. */
const rowRem = 5.5;
/** Rows drawn above and below those in view. */
const spare = 8;

export interface RowWindow {
  from: number;
  to: number;
  /** Pixels in place of the rows that are not drawn. */
  above: number;
  below: number;
}

/**
 * Which rows of a long list to draw: a thousand rows cost as much as thirty. It scrolls to the selected row when that changes.
 * `selected` is the index of the selected row, -1 for none.
 */
export function useWindow(list: RefObject<HTMLElement | null>, rows: number, selected: number): RowWindow {
  const [view, setView] = useState({ first: 0, count: 20, rowPx: rowRem * 16 });
  const isLong = rows > longList;
  useLayoutEffect(() => {
    const { current } = list;
    if (!isLong || current === null) return;
    const measure = () => {
      const rowPx = rowRem * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      const first = Math.floor(current.scrollTop / rowPx);
      const count = Math.ceil(current.clientHeight / rowPx);
      setView((now) => (now.first === first && now.count === count && now.rowPx === rowPx ? now : { first, count, rowPx }));
    };
    measure();
    const sizes = new ResizeObserver(measure);
    sizes.observe(current);
    current.addEventListener("scroll", measure, { passive: true });
    return () => {
      sizes.disconnect();
      current.removeEventListener("scroll", measure);
    };
  }, [list, isLong]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new selection scrolls, not a row that comes or goes
  useEffect(() => {
    const { current } = list;
    if (!isLong || current === null || selected === -1) return;
    const top = selected * view.rowPx;
    if (top < current.scrollTop) current.scrollTop = top;
    else if (top + view.rowPx > current.scrollTop + current.clientHeight) current.scrollTop = top + view.rowPx - current.clientHeight;
  }, [selected, isLong]);

  if (!isLong) return { from: 0, to: rows, above: 0, below: 0 };
  const from = Math.max(0, Math.min(view.first, rows - view.count) - spare);
  const to = Math.min(rows, view.first + view.count + spare);
  return { from, to, above: from * view.rowPx, below: (rows - to) * view.rowPx };
}
