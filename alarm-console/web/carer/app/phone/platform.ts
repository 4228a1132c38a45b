/** What matters for ringing: each has its own settings that keep a phone from sleeping through. */
export type Platform = "ios" | "android" | "other";

/** From what the browser says of itself. An iPad says that it is a Mac, and no Mac has a touch screen. */
export function platformOf({ userAgent, maxTouchPoints }: { userAgent: string; maxTouchPoints: number }): Platform {
  if (/iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1)) return "ios";
  return /Android/.test(userAgent) ? "android" : "other";
}

export const thisPlatform = (): Platform => platformOf(navigator);

/** The page was opened from the home screen and not in a browser. On iOS only then can it get pushes. */
export const isInstalled = (): boolean =>
  matchMedia("(display-mode: standalone)").matches || (navigator as { standalone?: boolean }).standalone === true;
