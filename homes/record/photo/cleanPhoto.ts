import { cleanJpeg } from "./jpeg.ts";
import { cleanPng } from "./png.ts";
import { cleanWebp } from "./webp.ts";

export const photoTypes = ["image/jpeg", "image/png", "image/webp"] as const;
export type PhotoType = (typeof photoTypes)[number];

export const mostPhotoBytes = 1024 * 1024;

export type CleanedPhoto = { ok: true; type: PhotoType; bytes: Buffer } | { ok: false; why: string };

/**
 * Reads a photo by its first bytes and not by its name, and leaves out everything beside the picture: where and when it was taken, the camera, a
 * preview, and what follows its end. A photo from a telephone has the place in it to a few metres.
 */
export function cleanPhoto(given: Uint8Array): CleanedPhoto {
  const bytes = Buffer.from(given);
  if (bytes.length > mostPhotoBytes) return { ok: false, why: "A photo may have 1 MB. Make it smaller and choose it again." };
  const found = readerOf(bytes);
  if (found === null) return { ok: false, why: "Choose a photo in JPEG, PNG or WebP." };
  const cleaned = found.clean(bytes);
  return cleaned === null
    ? { ok: false, why: "This photo is damaged: it does not end. Choose another one." }
    : { ok: true, type: found.type, bytes: cleaned };
}

function readerOf(bytes: Buffer): { type: PhotoType; clean(bytes: Buffer): Buffer | null } | null {
  const start = bytes.toString("latin1", 0, 12);
  if (start.startsWith("\xff\xd8\xff")) return { type: "image/jpeg", clean: cleanJpeg };
  if (start.startsWith("\x89PNG\r\n\x1a\n")) return { type: "image/png", clean: cleanPng };
  if (start.startsWith("RIFF") && start.endsWith("WEBP")) return { type: "image/webp", clean: cleanWebp };
  return null;
}
