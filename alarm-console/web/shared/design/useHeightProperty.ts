import { type RefObject, useEffect } from "react";

/**
 * Publishes the height of an element that sticks to an edge of the page as a CSS custom property. The page uses it as scroll padding, so
 * that the focused field is never hidden under that element.
 */
export function useHeightProperty(property: `--${string}`, element: RefObject<HTMLElement | null>): void {
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
