import { open, rm, writeFile } from "node:fs/promises";

/** The file cannot be written; the message names it and the reason. */
export class FileUnwritable extends Error {}

/** Throws FileUnwritable. */
export const writeText = (path: string, text: string): Promise<void> => orUnwritable(path, () => writeFile(path, text));

/**
 * Checks that a file can be written, before the work whose result it will hold. An existing file stays unchanged, and no new one is left
 * behind. Throws FileUnwritable.
 */
export const tryWriting = (path: string): Promise<void> =>
  orUnwritable(path, async () => {
    if (await opens(path, "ax")) await rm(path);
    else await opens(path, "a");
  });

/** False where the flags ask for a new file and it exists already. */
async function opens(path: string, flags: "a" | "ax"): Promise<boolean> {
  try {
    await (await open(path, flags)).close();
    return true;
  } catch (error) {
    if (flags === "ax" && (error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Runs work that opens or writes this file. Throws FileUnwritable. */
export async function orUnwritable<Done>(path: string, work: () => Promise<Done>): Promise<Done> {
  try {
    return await work();
  } catch (cause) {
    throw new FileUnwritable(`${path} cannot be written (${(cause as NodeJS.ErrnoException).code})`, { cause });
  }
}
