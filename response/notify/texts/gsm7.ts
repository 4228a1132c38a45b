/** The alphabet of a plain text message (3GPP TS 23.038, 6.2.1): 160 of these letters fit into one. With any other letter only 70 fit. */
const basic = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
/** These take the place of two letters. */
const extended = new Set("^{}\\[~]|€");

/** What people write beside letters with accents, and the nearest in the alphabet. */
const nearest: Readonly<Record<string, string>> = {
  "‘": "'",
  "’": "'",
  "“": '"',
  "”": '"',
  "„": '"',
  "–": "-",
  "—": "-",
  "…": "...",
  "·": "-",
  "•": "-",
  "°": " degrees",
  "\t": " ",
  "`": "'",
  "´": "'",
  "×": "x",
  ł: "l",
  Ł: "L",
  đ: "d",
  Đ: "D",
  ð: "d",
  Ð: "D",
  þ: "th",
  Þ: "Th",
  œ: "oe",
  Œ: "OE",
  ı: "i",
};

const isIn = (letter: string): boolean => basic.has(letter) || extended.has(letter);

/** How many of the 160 places a text takes; null where a letter is not in the alphabet. */
export function septets(text: string): number | null {
  let places = 0;
  for (const letter of text) {
    if (!isIn(letter)) return null;
    places += extended.has(letter) ? 2 : 1;
  }
  return places;
}

/**
 * Writes a text in the alphabet of plain text messages where that keeps it readable: "Zoë’s flat – 3 °C" becomes "Zoe's flat - 3 degreesC". A text
 * in another script stays as it is, because leaving letters out would change a name.
 */
export function transliterated(text: string): string {
  return [...text.normalize("NFC")].map(nearestOf).join("");
}

function nearestOf(letter: string): string {
  if (isIn(letter)) return letter;
  const known = nearest[letter];
  if (known !== undefined) return known;
  if (/\s/u.test(letter)) return " ";
  const plain = letter.normalize("NFKD").replace(/\p{M}/gu, "");
  return plain !== "" && [...plain].every(isIn) ? plain : letter;
}
