import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cleanPhoto, mostPhotoBytes } from "#homes/record/photo/cleanPhoto.ts";

const place = "51.5074 N 0.1278 W";
const segment = (marker: number, data: Buffer): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
};
/** EXIF, little-endian, with this orientation and a text with the place. */
const exif = (orientation: number): Buffer =>
  Buffer.concat([
    Buffer.from("Exif\0\0II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", "latin1"),
    Buffer.from([orientation, 0, 0, 0, 0, 0, 0, 0]),
    Buffer.from(place),
  ]);
const jfif = segment(0xe0, Buffer.from("JFIF\0\x01\x01\0\0\x01\0\x01\0\0", "latin1"));
const scan = Buffer.concat([segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])), Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56])]);
const jpeg = (...parts: Buffer[]): Buffer => Buffer.concat([Buffer.from([0xff, 0xd8]), ...parts, scan, Buffer.from([0xff, 0xd9])]);
const chunk = (type: string, data: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, Buffer.from(type), data, Buffer.alloc(4)]);
};
const png = (...parts: Buffer[]): Buffer =>
  Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", Buffer.alloc(13)),
    ...parts,
    chunk("IDAT", deflateSync(Buffer.alloc(4))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
const riff = (type: string, data: Buffer): Buffer => {
  const head = Buffer.concat([Buffer.from(type), Buffer.alloc(4)]);
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
};
const webp = (...parts: Buffer[]): Buffer => riff("RIFF", Buffer.concat([Buffer.from("WEBP"), ...parts]));
const cleaned = (bytes: Buffer): Buffer => {
  const answer = cleanPhoto(bytes);
  if (!answer.ok) throw new Error(answer.why);
  return answer.bytes;
};

describe("the place where a photo was taken does not stay in it", () => {
  test("a JPEG loses its EXIF, XMP, comments, list of further pictures and what follows its end", () => {
    const parts = [
      jfif,
      segment(0xe1, exif(1)),
      segment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0${place}`)),
      segment(0xfe, Buffer.from(place)),
    ];
    const given = Buffer.concat([jpeg(...parts, segment(0xe2, Buffer.from(`MPF\0${place}`))), Buffer.from(place)]);
    expect(cleaned(given)).toEqual(jpeg(jfif));
  });

  test("a JPEG that was taken upright stays upright: of EXIF only the orientation is left", () => {
    const bytes = cleaned(jpeg(jfif, segment(0xe1, exif(6))));
    expect(bytes.toString("latin1")).not.toContain(place);
    const again = cleaned(bytes);
    expect(again).toEqual(bytes);
    expect(bytes.indexOf(Buffer.from([0x01, 0x12, 0x00, 0x03, 0x00, 0x00, 0x00, 0x01, 0x00, 6]))).toBeGreaterThan(0);
  });

  test("a colour profile is of the picture and stays", () => {
    const given = jpeg(jfif, segment(0xe2, Buffer.from("ICC_PROFILE\0profile")), segment(0xee, Buffer.from("Adobe\0")));
    expect(cleaned(given)).toEqual(given);
  });

  test("a PNG loses its texts and its EXIF, and keeps its transparency", () => {
    const given = png(chunk("tRNS", Buffer.alloc(2)), chunk("tEXt", Buffer.from(place)), chunk("eXIf", Buffer.from(place)));
    expect(cleaned(Buffer.concat([given, Buffer.from(place)]))).toEqual(png(chunk("tRNS", Buffer.alloc(2))));
  });

  test("a WebP loses its EXIF and XMP, and its head says so", () => {
    const picture = riff("VP8 ", Buffer.from("picture"));
    const given = webp(
      riff("VP8X", Buffer.from([0x1c, ...Buffer.alloc(9)])),
      picture,
      riff("EXIF", Buffer.from(place)),
      riff("XMP ", Buffer.from(place)),
    );
    expect(cleaned(given)).toEqual(webp(riff("VP8X", Buffer.from([0x10, ...Buffer.alloc(9)])), picture));
  });
});

test.each([
  ["a text", Buffer.from("name,phone"), "Choose a photo in JPEG, PNG or WebP."],
  ["an SVG", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"), "Choose a photo in JPEG, PNG or WebP."],
  ["nothing", Buffer.alloc(0), "Choose a photo in JPEG, PNG or WebP."],
  ["half a JPEG", jpeg(jfif).subarray(0, 30), "This photo is damaged: it does not end. Choose another one."],
  ["half a PNG", png().subarray(0, 40), "This photo is damaged: it does not end. Choose another one."],
  ["half a WebP", webp(riff("VP8 ", Buffer.alloc(40))).subarray(0, 40), "This photo is damaged: it does not end. Choose another one."],
  ["a photo of more than 1 MB", Buffer.alloc(mostPhotoBytes + 1), "A photo may have 1 MB. Make it smaller and choose it again."],
])("%s is refused in plain words", (_, bytes, why) => {
  expect(cleanPhoto(bytes)).toEqual({ ok: false, why });
});

test("any bytes after any of the three beginnings are read or refused, and never throw", () => {
  const heads = [Buffer.from([0xff, 0xd8, 0xff]), Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.from("RIFF\x20\0\0\0WEBP", "latin1")];
  fc.assert(
    fc.property(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 200 }), (head, rest) => {
      const answer = cleanPhoto(Buffer.concat([head, rest]));
      if (answer.ok) expect(cleanPhoto(answer.bytes)).toEqual(answer);
    }),
  );
});
