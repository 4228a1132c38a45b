type Json = unknown;

const isObject = (value: Json): value is Record<string, Json> => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * A JSON merge patch (RFC 7396): what the patch names is replaced, null removes it, lists are replaced whole.
 *
 * Example: `{ phone: "1", gp: "Dr Ash" }` with the patch `{ phone: "2", gp: null }` is `{ phone: "2" }`.
 */
export function mergePatch(target: Json, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const merged: Record<string, Json> = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    // A patch comes from outside: it must not reach the prototype.
    if (name === "__proto__") continue;
    if (value === null) delete merged[name];
    else merged[name] = mergePatch(merged[name], value);
  }
  return merged;
}
