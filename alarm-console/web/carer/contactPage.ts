import "./contactPage.css";

/**
 * Keeps the page of an alarm up to date: asks for it again every few seconds while it is visible, and replaces what has changed. What is shown
 * without a connection says how old it is.
 */

const everyMs = 5_000;
const withinMs = 10_000;

const part = (page: Document, id: string): HTMLElement | null => page.getElementById(id);

/** Puts the answer on the page. The focus stays on the same button, and a screen reader hears only a new state. */
function show(next: Document): void {
  const [now, then] = [part(document, "alarm"), part(next, "alarm")];
  if (now === null || then === null) return;
  if (now.innerHTML !== then.innerHTML) {
    const before = part(document, "status")?.textContent;
    const focused = document.activeElement?.id ?? "";
    now.innerHTML = then.innerHTML;
    if (focused !== "") part(document, focused)?.focus();
    const after = part(document, "status")?.textContent;
    const changed = part(document, "changed");
    if (changed !== null && after !== undefined && after !== before) changed.textContent = after;
  }
  document.title = next.title;
  const asOf = part(document, "as-of");
  if (asOf !== null) asOf.textContent = part(next, "as-of")?.textContent ?? "";
}

function warn(text: string): void {
  const line = part(document, "connection");
  if (line !== null && line.textContent !== text) line.textContent = text;
}

let isAsking = false;

async function renew(): Promise<void> {
  if (isAsking || document.visibilityState === "hidden") return;
  isAsking = true;
  try {
    const answer = await fetch(location.href, { signal: AbortSignal.timeout(withinMs), cache: "no-store" });
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.status >= 500) throw new Error("the service has no answer");
    show(next);
    warn("");
  } catch {
    warn(`No connection. This is how it was: ${part(document, "as-of")?.textContent?.toLowerCase() ?? "some time ago"}.`);
  } finally {
    isAsking = false;
  }
}

setInterval(() => void renew(), everyMs);
document.addEventListener("visibilitychange", () => void renew());
// A page that comes back from the browser's memory is old.
addEventListener("pageshow", ({ persisted }) => persisted && void renew());
// A second press of an impatient thumb does not send a second answer.
document.addEventListener("submit", ({ submitter }) => {
  if (submitter instanceof HTMLButtonElement) setTimeout(() => (submitter.disabled = true));
});
