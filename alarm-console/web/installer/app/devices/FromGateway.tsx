import { useEffect, useState } from "react";
import { call } from "../../../shared/api/call.ts";
import { kindWords } from "./kinds.ts";

/** A device that a gateway of the home offers, and that is not registered (GET /homes/{id}/unknown-devices). */
export interface Offered {
  id: string;
  gatewayName: string;
  externalId: string;
  name: string | null;
  model: string | null;
  maker: string | null;
  kinds: readonly string[];
}

/** The devices that the gateways of this home offer. Nothing is shown where there are none. */
export function FromGateway({ homeId, onChosen }: { homeId: string; onChosen(one: Offered): void }) {
  const [offered, setOffered] = useState<readonly Offered[]>([]);
  useEffect(() => {
    void call<{ items: Offered[] }>("GET", `/api/v1/homes/${homeId}/unknown-devices`).then((answer) => {
      if (answer.ok) setOffered(answer.value.items);
    });
  }, [homeId]);
  if (offered.length === 0) return null;
  return (
    <section aria-labelledby="offered">
      <h2 id="offered">Offered by a gateway</h2>
      <ul className="jobs">
        {offered.map((one) => (
          <li key={one.id}>
            <button type="button" className="offered" onClick={() => onChosen(one)}>
              <strong>{one.name ?? one.externalId}</strong>
              <span>{offeredText(one)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

const offeredText = ({ gatewayName, maker, model, kinds }: Offered): string =>
  [[maker, model].filter((part) => part !== null && part !== "").join(" "), kinds[0] === undefined ? "" : kindWords(kinds[0]), gatewayName]
    .filter((part) => part !== "")
    .join(" · ");
