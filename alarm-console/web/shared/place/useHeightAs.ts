import { type RefObject, useEffect } from "react";

/**
 * The height of what sticks to an edge of the page, as a custom property of the page while it is there: what is scrolled to, and what the
 * focus goes to, must not end up beneath it.
 */
export function useHeightAs(property: `--${string}`, element: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    const { style } = document.documentElement;
    const sizes = new ResizeObserver(() => style.setProperty(property, `${current.offsetHeight}px`));
    sizes.observe(current);
    return () => {
      sizes.disconnect();
      style.removeProperty(property);
    };
  }, [property, element]);
}
