import type { PersonDetail } from "../home.ts";
import { PersonPicture } from "./PersonPicture.tsx";
import { howToTalk, riskText } from "./personWords.ts";

/** Who lives in the home, and how to communicate with them. */
export function People({ homeId, people }: { homeId: string; people: readonly PersonDetail[] }) {
  return (
    <section aria-labelledby="people-heading">
      <h3 id="people-heading">Who lives here</h3>
      {people.length === 0 && <p className="secondary">No people listed.</p>}
      <ul className="people">
        {people.map((one) => (
          <li key={one.id}>
            <PersonPicture homeId={homeId} person={one} />
            <strong>{one.name}</strong>
            {howToTalk(one).map((need) => (
              <p key={need} className="communication">
                <span className="hidden">How to communicate: </span>
                {need}
              </p>
            ))}
            {one.risks.map((risk) => (
              <p key={riskText(risk)} className="person-notes">
                {riskText(risk)}
              </p>
            ))}
            {one.notes !== "" && <p className="person-notes">{one.notes}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}
