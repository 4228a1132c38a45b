import { open, rm, writeFile } from "node:fs/promises";

/** The file cannot be written; the message names it and says why. */
export class FileUnwritable extends Error {}

/** Throws FileUnwritable. */
export const writeText = (path: string, text: string): Promise<void> => orUnwritable(path, () => writeFile(path, text));

/**
 * Tries whether a file can be written, before the work begins whose outcome it is to hold; changes nothing of one that is there, and
 * leaves none behind. Throws FileUnwritable.
 */
export const tryWriting = (path: string): Promise<void> =>
  orUnwritable(path, async () => {
    if (await opens(path, "ax")) await rm(path);
    else await opens(path, "a");
  });

/** False where it may not be there and is. */
async function opens(path: string, flags: "a" | "ax"): Promise<boolean> {
  try {
    await (await open(path, flags)).close();
    return true;
  } catch (error) {
    if (flags === "ax" && (error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Whatever opens or writes a file of that path. Throws FileUnwritable. */
export async function orUnwritable<Done>(path: string, work: () => Promise<Done>): Promise<Done> {
  try {
    return await work();
  } catch (cause) {
    throw new FileUnwritable(`${path} cannot be written (${(cause as NodeJS.ErrnoException).code})`, { cause });
  }
}
