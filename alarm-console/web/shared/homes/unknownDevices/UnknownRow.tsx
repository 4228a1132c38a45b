import { useState } from "react";
import { readingKinds } from "#domain/reading.ts";
import { formatAgo } from "../../clock/durations.ts";
import { useNow } from "../../clock/useNow.ts";
import { AskFirst } from "../../design/AskFirst.tsx";
import { deviceForm } from "../record/form/fields.ts";
import { RecordForm } from "../record/form/RecordForm.tsx";
import "../record/record.css";
import { homeHref } from "../../navigation/pageAddress.ts";
import { addUnknown, hideUnknown, nameOf, type UnknownDevice, whyNotAdded } from "./unknownDevices.ts";

interface UnknownRowProps {
  one: UnknownDevice;
  mayAdd: boolean;
  /** It is registered or hidden: what to say. */
  onDone(words: string): void;
}

/** One unknown device: where it is, what it is, what it sent last, and what can be done with it. */
export function UnknownRow({ one, mayAdd, onDone }: UnknownRowProps) {
  const [adding, setAdding] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const name = nameOf(one);
  const why = whyNotAdded(one);
  const ago = useNow((now) => formatAgo(now - Date.parse(one.lastSeenAt)));
  const hide = async () => {
    const answer = await hideUnknown(one);
    if (answer.ok) onDone(`${name} is hidden.`);
    else setFault(answer.message);
  };
  return (
    <li>
      <p>
        <strong>{name}</strong> in <a href={homeHref(one.homeId)}>{one.homeName}</a>, through {one.gatewayName}
      </p>
      <p className="secondary">{whatText(one)}</p>
      <p>
        {one.text === null ? `Offered ${ago}; it has sent nothing yet.` : `Last message ${ago}, of ${one.messages}: `}
        {one.text !== null && <code>{one.text}</code>}
      </p>
      {why !== null && <p className="unknown-why">{why}</p>}
      {mayAdd && adding && <AddForm one={one} onDone={onDone} onCancel={() => setAdding(false)} />}
      {mayAdd && !adding && (
        <div className="buttons">
          {why === null && (
            <button type="button" className="primary" aria-label={`Add ${name} to ${one.homeName}`} onClick={() => setAdding(true)}>
              Add to the home
            </button>
          )}
          <AskFirst
            label="Hide"
            fullLabel={`Hide ${name}`}
            question="It no longer shows in this list, such as a neighbour's sensor. A call or a danger from it rings all the same."
            yes="Yes, hide it"
            no="Keep it in the list"
            onYes={() => void hide()}
          />
        </div>
      )}
      <p className="fault" role="alert">
        {fault}
      </p>
    </li>
  );
}

/** "Aqara MCCGQ11LM: door". */
function whatText({ maker, model, kinds }: UnknownDevice): string {
  const what = [maker, model].filter((part) => part !== null && part !== "").join(" ");
  const reports = kinds.length === 0 ? "what it reports is not known: choose when you add it" : kinds.join(", ");
  return what === "" ? `Model not known; ${reports}` : `${what}: ${reports}`;
}

const taken = ["name", "kind", "alsoReports", "room", "outside", "expectedIntervalSeconds"];
const fields = deviceForm.filter(({ name }) => taken.includes(name));

function AddForm({ one, onDone, onCancel }: Pick<UnknownRowProps, "one" | "onDone"> & { onCancel(): void }) {
  const [kind = "heartbeat", ...alsoReports] = one.kinds.filter((each) => (readingKinds as readonly string[]).includes(each));
  return (
    <RecordForm
      title={`Add ${nameOf(one)} to ${one.homeName}`}
      fields={fields}
      row={null}
      empty={{ name: nameOf(one).slice(0, 120), kind, alsoReports, room: "", outside: false, expectedIntervalSeconds: 3600 }}
      timezone="Etc/UTC"
      save={(_row, values) => addUnknown(one, values)}
      readAgain={async () => null}
      onDone={(made) => {
        const { name, notes } = made as { name: string; notes: string[] };
        onDone([`${name} was added to ${one.homeName}.`, ...notes].join(" "));
      }}
      onCancel={onCancel}
    />
  );
}
