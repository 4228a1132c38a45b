import { useCallback, useState } from "react";
import { call } from "../../../../shared/api/call.ts";
import { useWhileVisible } from "../../../../shared/clock/useWhileVisible.ts";
import { kindWords } from "../kinds.ts";
import { gatewayText, useGateways } from "./useGateways.ts";

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

const readAgainMs = 3_000;
const mostShown = 100;

/** The devices that the gateways of this home offer, as the gateways announce them. Nothing is shown in a home without a gateway. */
export function FromGateway({ homeId, onChosen }: { homeId: string; onChosen(one: Offered): void }) {
  const [{ items: offered, next }, setOffered] = useState<{ items: readonly Offered[]; next: string | null }>({ items: [], next: null });
  const gateways = useGateways(homeId) ?? [];
  const read = useCallback(async () => {
    const answer = await call<{ items: Offered[]; next: string | null }>(
      "GET",
      `/api/v1/homes/${homeId}/unknown-devices?limit=${mostShown}`,
    );
    if (answer.ok) setOffered(answer.value);
  }, [homeId]);
  useWhileVisible(
    useCallback(() => void read(), [read]),
    readAgainMs,
  );
  if (gateways.length === 0) return null;
  return (
    <section aria-labelledby="offered">
      <h2 id="offered">Offered by a gateway</h2>
      {gateways.map((gateway) => (
        <p key={gateway.id} className="secondary">
          {gatewayText(gateway)}
        </p>
      ))}
      {offered.length === 0 && <p className="secondary">No new device. This list follows what the gateway announces.</p>}
      {next !== null && <p>Only the newest {mostShown} devices are here. Add these first, then the next ones come up.</p>}
      {gateways.map(
        ({ id, name, notListed }) =>
          notListed > 0 && (
            <p key={id}>
              {name} offers {notListed.toLocaleString("en-GB")} more devices, which do not fit on the list. Remove devices of other homes
              from it.
            </p>
          ),
      )}
      <ul className="jobs">
        {offered.map((one) => (
          <li key={one.id}>
            <button type="button" className="offered" onClick={() => onChosen(one)}>
              <strong>{one.name ?? one.externalId}</strong>
              <span className="secondary">{offeredText(one)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

const offeredText = ({ gatewayName, maker, model, kinds }: Offered): string =>
  [
    [maker, model].filter((part) => part !== null && part !== "").join(" "),
    kinds[0] === undefined ? "model not in the catalogue: choose what it is" : kindWords(kinds[0]),
    gatewayName,
  ]
    .filter((part) => part !== "")
    .join(" · ");
