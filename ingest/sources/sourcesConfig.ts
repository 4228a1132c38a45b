import { readFileSync } from "node:fs";
import { z } from "zod";
import { StartFault } from "#platform/startFault.ts";

const mqttUrl = z
  .string()
  .refine((text) => ["mqtt:", "mqtts:", "ws:", "wss:"].includes(URL.parse(text)?.protocol ?? ""), "must look like mqtt://broker:1883");

/** A broker of a site, which the service connects to as a client. */
const source = z.strictObject({
  name: z.string().regex(/^[\w-]{1,40}$/, "must be a short name of letters, digits, _ and -"),
  url: mqttUrl,
  family: z.string().min(1),
  username: z.string().optional(),
  password: z.string().optional(),
  /** The path of the certificate authority's certificate, where it is none that the system knows. */
  ca: z.string().optional(),
  /** Left out, the usual one of the family. */
  baseTopic: z.string().optional(),
  /** The gateways for which it speaks, by id: their devices, in their homes, and no others. */
  gateways: z.array(z.string().regex(/^\d{1,18}$/, "must be the id of a gateway, as text")).min(1),
});
export type SourceConfig = z.infer<typeof source>;

const sources = z
  .array(source)
  .max(100)
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, "two sources have one name");

/** Reads the file that LINKLINE_SOURCES names. Throws StartFault that names the faults and no value, which may be a secret. */
export function readSources(path: string | null): SourceConfig[] {
  if (path === null) return [];
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw new StartFault(`The file ${path}, which LINKLINE_SOURCES names, is not JSON.`);
  }
  const read = sources.safeParse(json);
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path: place, message }) => `${place.join(".") || "the list"} ${message}`);
  throw new StartFault(`The file ${path}, which LINKLINE_SOURCES names, has faults: ${faults.join("; ")}.`);
}
