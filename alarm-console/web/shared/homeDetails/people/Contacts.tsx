import type { HomeDetail } from "../home.ts";
import { contactNotes } from "./contactWords.ts";

/** In the order in which the plan calls them. */
export function Contacts({ contacts }: { contacts: HomeDetail["contacts"] }) {
  return (
    <section aria-labelledby="contacts-heading">
      <h3 id="contacts-heading">Call in this order</h3>
      {contacts.length === 0 && <p className="secondary">No contacts listed.</p>}
      <ol className="contacts">
        {contacts.map((one) => (
          <li key={one.id}>
            <div className="contact-who">
              <strong>{one.name}</strong>
              <span>{one.relation}</span>
              {one.keyholder && <span className="keyholder">Keyholder</span>}
            </div>
            <a href={`tel:${one.phone.replace(/[^+\d]/g, "")}`} aria-label={`Call ${one.name}, ${one.phone}`}>
              {one.phone}
            </a>
            {contactNotes(one).length > 0 && <p>{contactNotes(one).join(" · ")}</p>}
            {one.checkOverdue && <p className="contact-overdue">Details not checked for a year</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}
