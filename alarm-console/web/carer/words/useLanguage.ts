import { useSyncExternalStore } from "react";
import { type Language, languages } from "./language.ts";

const key = "linkline.language";
const listeners = new Set<() => void>();

let chosen: Language = stored() ?? (navigator.language.startsWith("cy") ? "cy" : "en");
document.documentElement.lang = htmlLanguage(chosen);

function stored(): Language | null {
  try {
    const text = localStorage.getItem(key);
    return languages.find((one) => one === text) ?? null;
  } catch {
    // A browser may keep nothing for a page.
    return null;
  }
}

function htmlLanguage(language: Language): string {
  return language === "en" ? "en-GB" : language;
}

/** The language of this phone. */
export const presentLanguage = (): Language => chosen;

export function chooseLanguage(language: Language): void {
  chosen = language;
  document.documentElement.lang = htmlLanguage(language);
  try {
    localStorage.setItem(key, language);
  } catch {
    // The choice lasts until the page is closed.
  }
  for (const listener of listeners) listener();
}

const follow = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useLanguage = (): Language => useSyncExternalStore(follow, presentLanguage);

/** A part of the catalogue in the language of this phone. */
export const useWords = <T>(part: Record<Language, T>): T => part[useLanguage()];
