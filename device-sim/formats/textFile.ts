import { readFile } from "node:fs/promises";

/** A file cannot be read as text; the message names the file and the reason. */
export class FileUnreadable extends Error {}

export interface TextFile {
  text: string;
  /** What a reader of the report should know about the encoding; null for UTF-8. */
  encoding: string | null;
}

const whyNot: Readonly<Record<string, string>> = {
  ENOENT: "does not exist",
  EISDIR: "is a folder, and a file is expected",
  EACCES: "cannot be opened: this account may not read it",
};

/** The text of a file in UTF-8, or in UTF-16 with a byte order mark. Throws FileUnreadable where the file holds no text. */
export async function readTextFile(path: string): Promise<TextFile> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new FileUnreadable(`${path} ${whyNot[cause.code ?? ""] ?? `cannot be read (${cause.code})`}`, { cause });
  });
  const read = decoded(bytes);
  if (read.text.trim() === "") throw new FileUnreadable(`${path} is empty`);
  if (read.text.includes("\0")) throw new FileUnreadable(`${path} is not a text file (${binaryKind(bytes)})`);
  return read;
}

function decoded(bytes: Buffer): TextFile {
  const beginsWith = (...mark: number[]): boolean => mark.every((byte, place) => bytes[place] === byte);
  const utf16 = (label: string, order: string): TextFile => ({
    text: new TextDecoder(label).decode(bytes),
    encoding: `the file is UTF-16 (${order}), not UTF-8; it was read as UTF-16`,
  });
  if (beginsWith(0xff, 0xfe)) return utf16("utf-16le", "little-endian");
  if (beginsWith(0xfe, 0xff)) return utf16("utf-16be", "big-endian");
  return { text: new TextDecoder("utf-8").decode(bytes), encoding: null };
}

const signatures: readonly [readonly number[], string][] = [
  [[0x1f, 0x8b], "it is a gzip archive: unpack it first"],
  [[0x50, 0x4b, 0x03, 0x04], "it is a zip archive or a spreadsheet: unpack it, or export it as text"],
  [[0x25, 0x50, 0x44, 0x46], "it is a PDF"],
];

const binaryKind = (bytes: Buffer): string =>
  signatures.find(([mark]) => mark.every((byte, place) => bytes[place] === byte))?.[1] ??
  "it is binary, or UTF-16 without a byte order mark: save it as UTF-8";
