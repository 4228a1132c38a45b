import type { Person } from "#domain/record/personFields.ts";
import { risksOf } from "./risks.ts";

/** How to talk with each person, and what a responder must know. With several people each part names its person. */
export function Needs({ people }: { people: readonly Person[] }) {
  const several = people.length > 1;
  const needs = people.filter(({ communication, notes }) => communication !== "" || notes !== "");
  if (needs.length === 0) return null;
  return (
    <ul className="needs">
      {needs.map(({ name, communication, notes }) => (
        <li key={name}>
          {several && <strong>{name}</strong>}
          {communication !== "" && (
            <span className="communication">
              <span className="hidden">How to communicate: </span>
              {communication}
            </span>
          )}
          {risksOf(notes).map((risk) => (
            <span key={risk} className="risk">
              {risk}
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}
