import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflate } from "@sparticuz/chromium";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    chromium: { executablePath: string; env: Record<string, string> };
  }
}

const packed = join(import.meta.dirname, "../../../node_modules/@sparticuz/chromium/bin");

/**
 * Unpacks the browser once for the run, into a folder of its own: two runs, or two accounts, never meet. Its libraries and
 * font come along, since a minimal Debian has neither. LINKLINE_TEST_CHROMIUM names another browser, for machines that
 * the package does not serve.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const named = process.env.LINKLINE_TEST_CHROMIUM ?? "";
  if (named !== "") {
    project.provide("chromium", { executablePath: named, env: {} });
    return undefined;
  }
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new Error(`No Chromium comes with npm for ${process.platform} ${process.arch}: name one in LINKLINE_TEST_CHROMIUM.`);

  const folder = await mkdtemp(join(tmpdir(), "linkline-chromium-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const [executablePath = ""] = await unpackInto(folder);
    const fontconfig = join(folder, "fonts.conf");
    await writeFile(
      fontconfig,
      `<fontconfig><dir>${join(folder, "fonts")}</dir><cachedir>${join(folder, "font-cache")}</cachedir></fontconfig>`,
    );
    const env = { LD_LIBRARY_PATH: join(folder, "al2023/lib"), FONTCONFIG_FILE: fontconfig, HOME: folder };
    project.provide("chromium", { executablePath, env });
    return remove;
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The package unpacks to the system's temporary folder, which it asks for as soon as it is called. */
function unpackInto(folder: string): Promise<string[]> {
  const { TMPDIR } = process.env;
  process.env.TMPDIR = folder;
  try {
    return Promise.all(["chromium.br", "fonts.tar.br", "al2023.tar.br"].map((name) => inflate(join(packed, name))));
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}
