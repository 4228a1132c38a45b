import { type Members, readMembers } from "../tolerantJson.ts";

/** A payload as text, and its members if it is a JSON object. `fault`: why it is none, as staff read it. */
export interface PayloadText {
  text: string;
  members: Members | null;
  fault: string | null;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads a payload that should be a JSON object. Firmware writes `nan` and `inf`, leaves values empty, and puts a comma before a brace; here
 * such a value is null, at any depth, so that it takes nothing else with it.
 *
 * Example: `{"ZbReceived":{"0x1A2B":{"Water":1,"Temperature":nan}}}` still says that there is water.
 */
export function readPayload(payload: Buffer): PayloadText {
  let text: string;
  try {
    text = utf8.decode(payload);
  } catch {
    return { text: payload.toString("latin1"), members: null, fault: "not valid UTF-8" };
  }
  const members = whole(text) ?? readMembers(mended(text));
  return { text, members, fault: members === null ? "not a JSON object" : null };
}

function whole(text: string): Members | null {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return null;
  }
}

/**
 * Strings are matched first, so that nothing in them is changed. A string that does not end matches up to the end of the text: otherwise the search would begin
 * again at each quotation mark in it, and four megabytes of `"\"\"\"` would take hours.
 */
const damage = /"[^"\\]*(?:\\[\s\S][^"\\]*)*(?:"|\\?$)|[-+]?\b(?:nan|inf(?:inity)?)\b|:\s*(?=[,}\]])|,\s*(?=[}\]])/gi;

function mended(text: string): string {
  return text.replaceAll("\0", " ").replace(damage, (found) => {
    if (found.startsWith('"')) return found;
    if (found.startsWith(":")) return ":null";
    return found.startsWith(",") ? "" : "null";
  });
}

export type Json = Readonly<Record<string, unknown>>;

/** A member that is an object; null where it is something else. */
export const objectIn = (from: Json | null, name: string): Json | null => asObject(from?.[name]);
export const asObject = (written: unknown): Json | null =>
  typeof written === "object" && written !== null && !Array.isArray(written) ? (written as Json) : null;
/** A member that is a text with something in it; null where it is something else. */
export function textIn(from: Json | null, name: string): string | null {
  const written = from?.[name];
  return typeof written === "string" && written !== "" ? written : null;
}
export const listIn = (from: Json | null, name: string): readonly unknown[] => {
  const written = from?.[name];
  return Array.isArray(written) ? written : [];
};

/** One value of a payload: `path` from the outside (`button_event.status`), `name` is its last part. */
export interface Field {
  path: string;
  name: string;
  value: unknown;
}

const deepest = 6;
const most = 1000;

/**
 * All values of an object, and the objects and lists in it, without what lies under a name of `except`. Members of a list have its path:
 * `{"events":[{"type":"fall"}]}` gives `events.type`.
 */
export function fieldsOf(object: Json, except: ReadonlySet<string> = new Set()): readonly Field[] {
  const fields: Field[] = [];
  const visit = (value: unknown, path: string, name: string, depth: number): void => {
    if (fields.length >= most || depth > deepest) return;
    if (typeof value !== "object" || value === null) {
      fields.push({ path, name, value });
      return;
    }
    // What is in it may be in no form that is known: then it counts as a value that cannot be read.
    if (path !== "") fields.push({ path, name, value });
    if (Array.isArray(value)) {
      for (const one of value) visit(one, path, name, depth + 1);
      return;
    }
    for (const [inner, one] of Object.entries(value))
      if (!except.has(inner)) visit(one, path === "" ? inner : `${path}.${inner}`, inner, depth + 1);
  };
  visit(object, "", "", 0);
  return fields;
}
