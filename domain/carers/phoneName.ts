/** First match wins: browsers name others whose pages they want to be taken for. */
const devices: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android.*Mobile|Mobile.*Android/, "Android phone"],
  [/Android/, "Android tablet"],
  [/CrOS/, "Chromebook"],
  [/Windows/, "Windows computer"],
  [/Macintosh/, "Mac"],
  [/Linux/, "Linux computer"],
];
const browsers: readonly (readonly [RegExp, string])[] = [
  [/EdgA?\/|EdgiOS\//, "Edge"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/OPR\/|OPT\//, "Opera"],
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/Chrome\/|CriOS\//, "Chrome"],
  [/Safari\//, "Safari"],
];

/** What to call a phone, from the name that its browser sends with each request: "Android phone, Chrome", or "Phone" where it says nothing known. */
export function phoneNameOf(userAgent: string): string {
  const found = [devices, browsers].flatMap((known) => known.find(([mark]) => mark.test(userAgent))?.[1] ?? []);
  return found.length === 0 ? "Phone" : found.join(", ");
}
