/** Markers of ITU-T T.81, annex B. */
const startOfImage = 0xd8;
const endOfImage = 0xd9;
const startOfScan = 0xda;
const app1 = 0xe1;
const app2 = 0xe2;
const app14 = 0xee;
const app15 = 0xef;
const comment = 0xfe;

/** Without a length: restart markers and TEM. */
const isBare = (marker: number): boolean => (marker >= 0xd0 && marker <= 0xd7) || marker === 0x01;
/** JFIF, colour profiles and Adobe's colours are of the picture; all other application data is about it. */
const isLeftOut = (marker: number): boolean =>
  marker === comment || (marker >= app1 && marker <= app15 && marker !== app2 && marker !== app14);

/**
 * The picture of a JPEG without its metadata; null where the file does not end. Of EXIF only the orientation stays, else a photo that was taken
 * upright lies on its side. What follows the end of the picture, such as the film of a telephone, is left out.
 */
export function cleanJpeg(bytes: Buffer): Buffer | null {
  const parts: Buffer[] = [];
  let orientation = 1;
  let at = 2;
  while (at + 1 < bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] as number;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === endOfImage)
      return Buffer.concat([Buffer.from([0xff, startOfImage]), ...exifWith(orientation), ...parts, Buffer.from([0xff, endOfImage])]);
    if (isBare(marker)) {
      parts.push(bytes.subarray(at, at + 2));
      at += 2;
      continue;
    }
    if (at + 4 > bytes.length) return null;
    const length = bytes.readUInt16BE(at + 2);
    const end = marker === startOfScan ? endOfScan(bytes, at + 2 + length) : at + 2 + length;
    if (length < 2 || end > bytes.length) return null;
    const segment = bytes.subarray(at, end);
    if (marker === app1) orientation = orientationIn(segment.subarray(4)) ?? orientation;
    // A profile is APP2 as well as the list of pictures that follow the first one (MPF).
    const isProfile = marker !== app2 || segment.toString("latin1", 4, 15) === "ICC_PROFILE";
    if (!isLeftOut(marker) && isProfile) parts.push(segment);
    at = end;
  }
  return null;
}

/** Where the data of a scan ends: at a marker that is no restart and no stuffed byte. */
function endOfScan(bytes: Buffer, from: number): number {
  let at = from;
  for (;;) {
    at = bytes.indexOf(0xff, at);
    if (at < 0 || at + 1 >= bytes.length) return bytes.length;
    const next = bytes[at + 1] as number;
    if (next !== 0x00 && next !== 0xff && !isBare(next)) return at;
    at += next === 0xff ? 1 : 2;
  }
}

const exifHead = "Exif\0\0";
const orientationTag = 0x0112;

/** The orientation (1 to 8) in the first directory of EXIF; null where there is none. */
function orientationIn(data: Buffer): number | null {
  if (data.toString("latin1", 0, 6) !== exifHead || data.length < 14) return null;
  const tiff = data.subarray(6);
  const isLittle = tiff.toString("latin1", 0, 2) === "II";
  const short = (at: number): number => (at + 2 > tiff.length ? 0 : isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const first = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  const count = short(first);
  for (let entry = 0; entry < count && first + 2 + entry * 12 + 12 <= tiff.length; entry += 1) {
    const at = first + 2 + entry * 12;
    if (short(at) !== orientationTag) continue;
    const value = short(at + 8);
    return value >= 1 && value <= 8 ? value : null;
  }
  return null;
}

/** EXIF with the orientation alone; nothing for a picture that is upright. */
function exifWith(orientation: number): Buffer[] {
  if (orientation === 1) return [];
  const tiff = Buffer.from([
    ...[0x4d, 0x4d, 0x00, 0x2a, 0x00, 0x00, 0x00, 0x08],
    ...[0x00, 0x01, 0x01, 0x12, 0x00, 0x03, 0x00, 0x00, 0x00, 0x01, 0x00, orientation, 0x00, 0x00],
    ...[0x00, 0x00, 0x00, 0x00],
  ]);
  const length = 2 + exifHead.length + tiff.length;
  return [Buffer.from([0xff, app1, length >> 8, length & 0xff]), Buffer.from(exifHead, "latin1"), tiff];
}
