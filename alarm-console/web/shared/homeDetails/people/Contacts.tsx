import type { Contact } from "#domain/record/contactFields.ts";

/** In the order in which the plan calls them. */
export function Contacts({ contacts }: { contacts: readonly Contact[] }) {
  return (
    <section aria-labelledby="contacts-heading">
      <h3 id="contacts-heading">Call in this order</h3>
      {contacts.length === 0 && <p className="secondary">No contacts listed.</p>}
      <ol className="contacts">
        {contacts.map((one) => (
          <li key={`${one.name} ${one.phone}`}>
            <div className="contact-who">
              <strong>{one.name}</strong>
              <span>{one.relation}</span>
              {one.keyholder && <span className="keyholder">Keyholder</span>}
            </div>
            <a href={`tel:${one.phone.replace(/[^+\d]/g, "")}`} aria-label={`Call ${one.name}, ${one.phone}`}>
              {one.phone}
            </a>
          </li>
        ))}
      </ol>
    </section>
  );
}
