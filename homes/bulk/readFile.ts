/** How a file was read. */
export type Encoding = "UTF-8" | "UTF-8 with a byte order mark" | "UTF-16" | "Windows-1252";
export type Separator = "comma" | "semicolon" | "tab";
export const separators: Readonly<Record<Separator, string>> = { comma: ",", semicolon: ";", tab: "\t" };

export type ReadFile = { ok: true; text: string; encoding: Encoding; separator: Separator } | { ok: false; why: string };

/** The first bytes of files that people choose by mistake. */
const otherFiles: readonly (readonly [firstBytes: string, what: string])[] = [
  ["504b0304", "an Excel workbook (.xlsx) or another packed file. In the spreadsheet, save it as “CSV UTF-8”, then choose that file"],
  ["d0cf11e0", "an old Excel workbook (.xls). In the spreadsheet, save it as “CSV UTF-8”, then choose that file"],
  ["25504446", "a PDF document. Choose a CSV file"],
  ["89504e47", "an image. Choose a CSV file"],
  ["ffd8ff", "an image. Choose a CSV file"],
  ["47494638", "an image. Choose a CSV file"],
  ["1f8b", "a compressed file. Unpack it and choose the CSV file in it"],
];

/** Control characters other than tab and line breaks: no spreadsheet writes them into a text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are what is looked for
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

/**
 * Reads the bytes of a CSV file: finds out its encoding and its separator, or says in plain words why it is no such file.
 *
 * UTF-8 comes first, because a text in another encoding is hardly ever valid UTF-8 by chance. What is not UTF-8 is Windows-1252, which Excel writes
 * as “CSV” in western Europe. UTF-16 is read where it has its byte order mark (Excel: “Unicode Text”).
 */
export function readFile(bytes: Uint8Array): ReadFile {
  if (bytes.length === 0) return { ok: false, why: "The file is empty." };
  const start = Buffer.from(bytes.subarray(0, 8)).toString("hex");
  const other = otherFiles.find(([first]) => start.startsWith(first));
  if (other !== undefined) return { ok: false, why: `This is ${other[1]}.` };
  const decoded = decode(bytes, start);
  if (decoded === null || controls.test(decoded.text))
    return { ok: false, why: "This is no text file in UTF-8, UTF-16 or Windows-1252. In the spreadsheet, save it as “CSV UTF-8”." };
  const named = /^sep=(.)\r?\n/.exec(decoded.text);
  const text = named === null ? decoded.text : `\n${decoded.text.slice(named[0].length)}`;
  if (text.trim() === "") return { ok: false, why: "The file is empty." };
  return { ok: true, text, encoding: decoded.encoding, separator: separatorOf(named?.[1], text) };
}

function decode(bytes: Uint8Array, start: string): { text: string; encoding: Encoding } | null {
  // A decoder takes the byte order mark away.
  if (start.startsWith("fffe")) return { text: new TextDecoder("utf-16le").decode(bytes), encoding: "UTF-16" };
  if (start.startsWith("feff")) return { text: new TextDecoder("utf-16be").decode(bytes), encoding: "UTF-16" };
  if (bytes.includes(0)) return null;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return { text, encoding: start.startsWith("efbbbf") ? "UTF-8 with a byte order mark" : "UTF-8" };
  } catch {
    return { text: new TextDecoder("windows-1252").decode(bytes), encoding: "Windows-1252" };
  }
}

/** The separator that the first line has most of, outside quotation marks. Names of columns contain none. */
function separatorOf(named: string | undefined, text: string): Separator {
  const kinds = Object.keys(separators) as Separator[];
  const given = kinds.find((kind) => separators[kind] === named);
  if (given !== undefined) return given;
  const [header = ""] = text.trimStart().split(/\r?\n|\r/, 1);
  const bare = header.replaceAll(/"[^"]*"/g, "");
  const count = (kind: Separator): number => bare.split(separators[kind]).length;
  return kinds.reduce((most, kind) => (count(kind) > count(most) ? kind : most), "comma" as Separator);
}
