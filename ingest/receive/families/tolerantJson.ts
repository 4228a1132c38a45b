/** In place of a value that is not JSON, such as `nan` or nothing at all. */
export const unreadable = Symbol("unreadable");

/** The members of a JSON object; the value of a member is `unreadable` where it is not JSON. */
export type Members = Readonly<Record<string, unknown>>;

/** One member as the text has it: an object may have two of one name. */
export interface Member {
  name: string;
  value: unknown;
}

const blank = /[\s\0]*/y;
const memberName = /"((?:[^"\\]|\\.)*)"[\s\0]*:[\s\0]*/y;
const text = /"(?:[^"\\]|\\.)*"/y;
const bare = /[^,{}[\]"]*/y;

/**
 * Reads a JSON object whose values may be damaged one by one; null where it is no object, or is cut off. Firmware writes `nan` and `inf`,
 * leaves a value empty, puts a comma before the brace, or sends the NUL that ends a string in C. The last member of a name counts.
 *
 * Example: `{"kind":"button","pressed":true,"battery":nan,}` gives `{ kind: "button", pressed: true, battery: unreadable }`. But
 * `{"kind":"button","pressed":tr` gives null: what followed may have been anything.
 */
export function readMembers(json: string): Members | null {
  try {
    const whole: unknown = JSON.parse(json);
    return typeof whole === "object" && whole !== null && !Array.isArray(whole) ? (whole as Members) : null;
  } catch {
    const listed = listMembers(json);
    return listed === null ? null : Object.fromEntries(listed.map(({ name, value }) => [name, value]));
  }
}

/** The same as a list, in the order of the text. */
export const listMembers = (json: string): readonly Member[] | null => new TolerantReader(json).object();

class TolerantReader {
  readonly #json: string;
  #at = 0;

  constructor(json: string) {
    this.#json = json;
  }

  object(): Member[] | null {
    this.#take(blank);
    if (!this.#skip("{")) return null;
    const members: Member[] = [];
    for (;;) {
      this.#take(blank);
      if (this.#skip("}")) break;
      const name = this.#take(memberName)?.[1];
      if (name === undefined) return null;
      const value = this.#value();
      if (value === null) return null;
      members.push({ name: nameOf(name), value: parsed(value) });
      this.#take(blank);
      if (!this.#skip(",") && this.#json[this.#at] !== "}") return null;
    }
    this.#take(blank);
    return this.#at === this.#json.length ? members : null;
  }

  /** The text of the next value; null where it is cut off. */
  #value(): string | null {
    const first = this.#json[this.#at];
    if (first === '"') return this.#take(text)?.[0] ?? null;
    if (first === "{" || first === "[") return this.#nested();
    return this.#take(bare)?.[0] ?? null;
  }

  #nested(): string | null {
    const from = this.#at;
    let depth = 0;
    while (this.#at < this.#json.length) {
      const char = this.#json[this.#at];
      if (char === '"') {
        if (this.#take(text) === null) return null;
        continue;
      }
      this.#at += 1;
      if (char === "{" || char === "[") depth += 1;
      if (char === "}" || char === "]") depth -= 1;
      if (depth === 0) return this.#json.slice(from, this.#at);
    }
    return null;
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#json);
    if (found !== null) this.#at = pattern.lastIndex;
    return found;
  }

  #skip(char: string): boolean {
    if (this.#json[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return unreadable;
  }
}

/** A name may be written with escapes: `\u0070ressed` is `pressed`. */
function nameOf(written: string): string {
  const name = parsed(`"${written}"`);
  return typeof name === "string" ? name : written;
}
