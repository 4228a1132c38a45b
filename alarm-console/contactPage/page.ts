import { type Html, html } from "./html.ts";

interface Page {
  title: string;
  main: Html;
  /** Shown below; the script of the page renews both. Left out: nothing on the page changes. */
  asOf?: string;
}

/** A whole page for contacts. The title names no person, because it stays in the browser's history. */
export const pageOf = ({ title, main, asOf }: Page): string =>
  html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<title>${title} – Link Line</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/carer/contactPage.css">
${asOf !== undefined && html`<script type="module" src="/carer/contactPage.js"></script>`}
</head>
<body>
<header>Link Line</header>
<p id="connection" role="alert"></p>
<main id="alarm">${main}</main>
${
  asOf !== undefined &&
  html`<p id="changed" class="hidden" role="status"></p>
<footer><p id="as-of">As of ${asOf}</p><noscript><p>Load the page again to see what has changed.</p></noscript></footer>`
}
</body>
</html>
`.text;

/** Large buttons for what can be called. */
export function callButtons(centrePhone: string | null): Html {
  return centrePhone === null
    ? html`<p>If someone is in danger, <a href="tel:999">call 999</a>.</p>`
    : html`<a class="button" href="tel:${centrePhone.replaceAll(/[^\d+]/g, "")}">Call Link Line<span>${centrePhone}</span></a>
<p>If someone is in danger, <a href="tel:999">call 999</a>.</p>`;
}

/** A page that says one thing, and whom to call. */
export function plainPage(title: string, sentences: readonly string[], centrePhone: string | null): string {
  const unnamed = centrePhone === null && html`<p>Call the Link Line number that you were given.</p>`;
  return pageOf({
    title,
    main: html`<h1>${title}</h1>${sentences.map((one) => html`<p>${one}</p>`)}${unnamed}${callButtons(centrePhone)}`,
  });
}
