import { call } from "../../shared/api/call.ts";
import { accessForm, type Field, homeForm } from "../../shared/homes/record/form/fields.ts";
import { RecordForm } from "../../shared/homes/record/form/RecordForm.tsx";
import "../../shared/homes/record/record.css";
import { useMakeThenCorrect } from "../../shared/homes/record/useMakeThenCorrect.ts";
import { homeHref, homesHref } from "../../shared/navigation/pageAddress.ts";
import type { Me } from "../../shared/session/session.ts";
import { templateTitles } from "../plan/planText.ts";

interface MadeHome {
  id: string;
}

const modeField: Field = {
  ...{ name: "mode", title: "How it begins", type: "choice" },
  options: [
    ["commissioning", "An installer fits it: the installer answers its alarms until it is live"],
    ["live", "Live: its alarms ring at the centre"],
    ["test", "Test home: no person lives in it, and nothing rings"],
  ],
};
const planField: Field = { name: "plan", title: "Plan to begin with", type: "choice", options: Object.entries(templateTitles) };
/** What the first call takes; the second writes the others. */
const taken = ["name", "address", "phone", "timezone", "mode", "plan"];

/** A new home. Its people, contacts and devices are added on its page, which opens when it is saved. */
export function NewHomePage({ me }: { me: Me }) {
  const isTester = me.role === "tester";
  const fields: readonly Field[] = [...homeForm, ...accessForm, ...(isTester ? [] : [modeField]), planField];
  const save = useMakeThenCorrect<MadeHome>({
    ...{ taken, fields },
    make: (values, headers) => call("POST", "/api/v1/homes", values, undefined, headers),
    pathOf: ({ id }) => `/api/v1/homes/${id}`,
  });
  return (
    <div className="sheet">
      <header className="sheet-head">
        <p className="sheet-way">
          <a href={homesHref}>Homes</a>
        </p>
        <h2>Add a home</h2>
      </header>
      <section className="record" aria-label="New home">
        <RecordForm
          title="The home"
          intro="Only the name is needed to begin. When you save, the page of the home opens: add its people, contacts and devices there."
          fields={fields}
          row={null}
          empty={{ name: "", plan: "basic", ...(isTester ? {} : { mode: "commissioning" }) }}
          timezone={Intl.DateTimeFormat().resolvedOptions().timeZone}
          save={(_row, values) => save(values)}
          readAgain={async () => null}
          onDone={(made) => {
            location.hash = homeHref((made as MadeHome).id);
          }}
          onCancel={() => {
            location.hash = homesHref;
          }}
        />
      </section>
    </div>
  );
}
