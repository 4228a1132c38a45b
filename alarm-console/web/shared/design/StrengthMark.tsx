import type { Strength } from "#domain/alarm.ts";

const words: Record<Strength, string> = { critical: "Critical", urgent: "Urgent", gentle: "Gentle", notice: "Notice" };

/** Word, colour and shape, so that no one of them has to carry it alone. */
export function StrengthMark({ strength }: { strength: Strength }) {
  return (
    <span className="strength" data-strength={strength}>
      <StrengthShape strength={strength} />
      {words[strength] ?? strength}
    </span>
  );
}

/** Octagon, triangle, circle, square. */
export function StrengthShape({ strength }: { strength: Strength }) {
  return (
    <svg className="shape" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      {strength === "critical" && <path d="M6 1h8l5 5v8l-5 5H6l-5-5V6z" />}
      {strength === "urgent" && <path d="M10 1.5 19.5 18.5H.5z" />}
      {strength === "gentle" && <circle cx="10" cy="10" r="8.5" />}
      {strength === "notice" && <rect x="2.5" y="2.5" width="15" height="15" rx="1" />}
      {(strength === "critical" || strength === "urgent") && (
        <path
          className="shape-cut"
          d={strength === "critical" ? "M8.8 4.5h2.4l-.4 7H9.2zM8.8 13.2h2.4v2.3H8.8z" : "M9 7h2l-.3 5.5H9.3zM9 14h2v2H9z"}
        />
      )}
    </svg>
  );
}
