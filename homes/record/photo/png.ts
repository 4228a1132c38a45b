const headLength = 8;
/** Chunks that change how the picture looks, beside the critical ones (a capital first letter). The others are about the picture. */
const ofThePicture: ReadonlySet<string> = new Set(["tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "pHYs", "bKGD", "cICP"]);

/** The picture of a PNG without its metadata and what follows its end; null where it does not end. */
export function cleanPng(bytes: Buffer): Buffer | null {
  const parts: Buffer[] = [bytes.subarray(0, headLength)];
  let at = headLength;
  while (at + 12 <= bytes.length) {
    const end = at + 12 + bytes.readUInt32BE(at);
    if (end > bytes.length) return null;
    const type = bytes.toString("latin1", at + 4, at + 8);
    if (/^[A-Z]/.test(type) || ofThePicture.has(type)) parts.push(bytes.subarray(at, end));
    if (type === "IEND") return Buffer.concat(parts);
    at = end;
  }
  return null;
}
