import type { z } from "zod";

/** A fault of the schema in words for a person who looks at a spreadsheet. Most fields have words of their own. */
export function plainMessage(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_value":
      return `write one of: ${issue.values.join(", ")}`;
    case "invalid_type":
      return issue.expected === "int"
        ? "write a whole number"
        : issue.message.startsWith("Invalid input")
          ? wantedType(issue.expected)
          : issue.message;
    case "too_big":
      return issue.origin === "number" || issue.origin === "int"
        ? `write at most ${issue.maximum}`
        : own(issue.message, `write at most ${issue.maximum} entries`);
    case "too_small":
      return issue.origin === "number" || issue.origin === "int"
        ? `write at least ${issue.minimum}`
        : own(issue.message, "this must not be empty");
    default:
      return issue.message;
  }
}

const own = (message: string, otherwise: string): string => (message.startsWith("Too ") ? otherwise : message);

function wantedType(expected: string): string {
  if (expected === "number") return "write a number";
  if (expected === "boolean") return "write yes or no";
  return "this must not be empty";
}
