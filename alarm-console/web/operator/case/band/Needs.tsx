import type { Person } from "#domain/record/personFields.ts";
import { howToTalk } from "../../../shared/homeDetails/people/personWords.ts";
import { mustKnow } from "./risks.ts";

/** How to talk with each person, and what a responder must know. With several people each part names its person. */
export function Needs({ people }: { people: readonly Person[] }) {
  const several = people.length > 1;
  const needs = people
    .map((person) => ({ name: person.name, talk: howToTalk(person), know: mustKnow(person) }))
    .filter(({ talk, know }) => talk.length + know.length > 0);
  if (needs.length === 0) return null;
  return (
    <ul className="needs">
      {needs.map(({ name, talk, know }) => (
        <li key={name}>
          {several && <strong>{name}</strong>}
          {talk.map((need) => (
            <span key={need} className="communication">
              <span className="hidden">How to communicate: </span>
              {need}
            </span>
          ))}
          {know.map((risk) => (
            <span key={risk} className="risk">
              {risk}
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}
