import { accessForm, contactForm, deviceForm, type Field, homeForm, personForm, type Values } from "./form/fields.ts";
import type { RecordChange } from "./record.ts";

const formOf: Record<RecordChange["kind"], readonly Field[]> = {
  home: [...homeForm, ...accessForm],
  person: personForm,
  contact: contactForm,
  device: [...deviceForm, { name: "replacedOn", title: "Replaced on", type: "date" }],
};

const modeWords: Readonly<Record<string, string>> = {
  live: "the home is live",
  commissioning: "an installer is at work in the home",
  test: "the home is a test home",
  ended: "the service ended",
};

/** "Meera Shah: Telephone that staff call: 020 7946 0001 → 020 7946 0009". Of access notes and the key safe only that they changed. */
export function changeText({ kind, before, after }: RecordChange): string {
  const name = String((after ?? before)?.name ?? "");
  if (before === null) return `${name} was added`;
  if (after === null) return `${name} was removed`;
  if (after.mode !== undefined && after.mode !== before.mode) return modeText(before.mode, after);
  if (after.photo !== undefined) return `Photo: ${wordsOf(after.photo)}`;
  const changed = formOf[kind].filter((field) => JSON.stringify(before[field.name]) !== JSON.stringify(after[field.name]));
  const parts = changed.map((field) =>
    accessForm.some((one) => one.name === field.name)
      ? `${field.title} changed`
      : `${field.title}: ${wordsOf(before[field.name])} → ${wordsOf(after[field.name])}`,
  );
  return `${name}: ${parts.join("; ")}`;
}

function modeText(before: unknown, { mode, why }: Values): string {
  const words = mode === "live" && before === "ended" ? "the service began again" : (modeWords[String(mode)] ?? String(mode));
  return why === undefined ? words : `${words}. Reason: ${String(why)}`;
}

function wordsOf(value: unknown): string {
  if (value === null || value === undefined || value === "") return "none";
  if (value === true || value === false) return value ? "yes" : "no";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(wordsOf).join(", ");
  if (typeof value === "object")
    return Object.values(value as Values)
      .map(wordsOf)
      .join(" ");
  return String(value);
}
