import { type BulkKind, fileKinds } from "./columns.ts";
import type { FileFault } from "./fileHeader.ts";
import type { KnownHome, KnownRow } from "./knownRows.ts";
import type { FileRow } from "./plannedRow.ts";

export type Identity = { ok: true; home: KnownHome | null; known: KnownRow | null } | { ok: false; faults: FileFault[] };

/**
 * Finds out which row of the record a line means, so that the same file writes nothing twice. A home has its id or its reference; a person, contact or
 * device its id, or its name in its home. What is not found is new. Two lines may not mean the same row.
 */
export class RowIdentity {
  readonly #kind: BulkKind;
  readonly #noun: string;
  /** Which line meant which row. */
  readonly #seen = new Map<string, number>();

  constructor(kind: BulkKind) {
    this.#kind = kind;
    this.#noun = fileKinds[kind].noun;
  }

  of(row: FileRow, homes: readonly KnownHome[], rows: readonly KnownRow[]): Identity {
    const fault = (column: string, message: string): Identity => ({ ok: false, faults: [{ line: row.line, column, message }] });
    const found = this.#kind === "homes" ? this.#home(row, homes) : this.#member(row, homes, rows);
    if (!("home" in found)) return fault(found.column, found.message);
    const { known } = found;
    const twice = this.#seenBefore(row, found);
    if (twice !== null) return fault(twice.column, twice.message);
    const { version = "", mode = "" } = row.keys;
    if (known !== null && version !== "" && version !== String(known.version))
      return fault(
        "version",
        `another person changed this ${this.#noun} after the file was made: its version is ${known.version} now. Export again`,
      );
    if (mode !== "" && known === null && mode !== "live" && mode !== "test") return fault("mode", "write live or test");
    if (mode !== "" && known !== null && mode !== found.home?.mode)
      return fault("mode", `the mode of a home is not changed by a file: this home is ${found.home?.mode}`);
    return { ok: true, ...found };
  }

  #home({ keys }: FileRow, homes: readonly KnownHome[]): Found {
    const { id = "", reference = "" } = keys;
    if (id === "" && reference === "") return { column: "reference", message: "write a reference, or the id of a home" };
    const home = homes.find((one) => (id === "" ? one.reference === reference : one.id === id)) ?? null;
    if (id !== "" && home === null) return { column: "id", message: `there is no home with the id ${id}` };
    return { home, known: home };
  }

  #member({ keys, patch }: FileRow, homes: readonly KnownHome[], rows: readonly KnownRow[]): Found {
    const { id = "", homeId = "", homeReference = "" } = keys;
    if (homeId === "" && homeReference === "") return { column: "homeReference", message: "write the reference of the home, or its id" };
    const home = homes.find((one) => (homeId === "" ? one.reference === homeReference : one.id === homeId));
    if (home === undefined && homeId !== "") return { column: "homeId", message: `there is no home with the id ${homeId}` };
    if (home === undefined)
      return { column: "homeReference", message: `there is no home with the reference ${homeReference}: import the homes first` };
    if (homeId !== "" && homeReference !== "" && home.reference !== homeReference)
      return {
        column: "homeReference",
        message: `the home with the id ${homeId} has ${home.reference === "" ? "no reference" : `the reference ${home.reference}`}`,
      };
    const own = rows.filter((one) => one.homeId === home.id);
    if (id !== "") {
      const known = own.find((one) => one.id === id);
      return known === undefined ? { column: "id", message: `this home has no ${this.#noun} with the id ${id}` } : { home, known };
    }
    const name = typeof patch.name === "string" ? patch.name.trim() : "";
    if (name === "") return { column: "name", message: `write the name, or the id of the ${this.#noun}` };
    const named = own.filter(({ fields }) => fields.name === name);
    if (named.length > 1) return { column: "name", message: `this home has ${named.length} entries of this name: write the id` };
    return { home, known: named[0] ?? null };
  }

  #seenBefore({ line, keys, patch }: FileRow, { home, known }: Located): { column: string; message: string } | null {
    const isHome = this.#kind === "homes";
    const marks = [
      ...(known === null ? [] : [`id ${known.id}`]),
      ...(isHome
        ? keys.reference
          ? [`reference ${keys.reference}`]
          : []
        : known === null
          ? [`name ${home?.id} ${String(patch.name).trim()}`]
          : []),
    ];
    const before = marks.map((mark) => this.#seen.get(mark)).find((earlier) => earlier !== undefined);
    for (const mark of marks) this.#seen.set(mark, line);
    if (before === undefined) return null;
    return { column: isHome ? "reference" : "name", message: `line ${before} is about the same ${this.#noun}` };
  }
}

interface Located {
  home: KnownHome | null;
  known: KnownRow | null;
}
type Found = Located | { column: string; message: string };
