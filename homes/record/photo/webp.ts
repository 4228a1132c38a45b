const headLength = 12;
const leftOut: ReadonlySet<string> = new Set(["EXIF", "XMP "]);
/** In the first byte of VP8X: the file has EXIF, XMP. */
const metadataFlags = 0x08 | 0x04;

/** The picture of a WebP without its metadata and what follows its end; null where it does not end. */
export function cleanWebp(bytes: Buffer): Buffer | null {
  const ends = 8 + bytes.readUInt32LE(4);
  if (ends > bytes.length || ends < headLength) return null;
  const parts: Buffer[] = [];
  let at = headLength;
  while (at + 8 <= ends) {
    const size = bytes.readUInt32LE(at + 4);
    const end = at + 8 + size + (size % 2);
    if (end > ends) return null;
    const type = bytes.toString("latin1", at, at + 4);
    const chunk = Buffer.from(bytes.subarray(at, end));
    if (type === "VP8X" && chunk.length > 8) chunk[8] = (chunk[8] as number) & ~metadataFlags;
    if (!leftOut.has(type)) parts.push(chunk);
    at = end;
  }
  if (parts.length === 0) return null;
  const content = Buffer.concat(parts);
  const head = Buffer.from(bytes.subarray(0, headLength));
  head.writeUInt32LE(content.length + 4, 4);
  return Buffer.concat([head, content]);
}
