import type { PersonDetail } from "../home.ts";
import { medicalFacts } from "./personWords.ts";

/** For a call to 999 or to the doctor: date of birth, GP and NHS number of each person. Nothing where none is recorded. */
export function MedicalFacts({ people }: { people: readonly PersonDetail[] }) {
  const today = new Date().toISOString().slice(0, 10);
  const known = people
    .map((one) => ({ id: one.id, name: one.name, facts: medicalFacts(one, today) }))
    .filter(({ facts }) => facts.length > 0);
  if (known.length === 0) return null;
  return (
    <section aria-labelledby="medical-heading">
      <h3 id="medical-heading">For an ambulance or the doctor</h3>
      <ul className="medical">
        {known.map(({ id, name, facts }) => (
          <li key={id}>
            {people.length > 1 && <strong>{name}: </strong>}
            {facts.join(" · ")}
          </li>
        ))}
      </ul>
    </section>
  );
}
