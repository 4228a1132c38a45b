export type Colours = "system" | "dark" | "light";

export const coloursKey = "linkline.colours";

/** The colours that the operator chose in this browser. */
export function chosenColours(): Colours {
  const stored = localStorage.getItem(coloursKey);
  return stored === "dark" || stored === "light" ? stored : "system";
}

/** See tokens.css. */
export function showColours(colours: Colours): void {
  if (colours === "system") delete document.documentElement.dataset.colours;
  else document.documentElement.dataset.colours = colours;
}
