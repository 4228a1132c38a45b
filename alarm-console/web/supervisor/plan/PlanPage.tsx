import { useMemo, useState } from "react";
import { may } from "#domain/role.ts";
import { AbsenceLine } from "../../shared/absence/AbsenceLine.tsx";
import { useHome } from "../../shared/home/useHome.ts";
import { homeHref, homesHref } from "../../shared/place/place.ts";
import type { Me } from "../../shared/session/session.ts";
import { Blind } from "./Blind.tsx";
import { type Fault, Faults } from "./faults.ts";
import { faultWords } from "./faultWords.ts";
import "./plan.css";
import { PlanForm } from "./PlanForm.tsx";
import { PlanStanding } from "./PlanStanding.tsx";
import { pathWords } from "./pathWords.ts";
import { planChanges } from "./planChanges.ts";
import { Review } from "./Review.tsx";
import { useRuleBook } from "./ruleBook.ts";
import { useDraft } from "./useDraft.ts";
import { useLivePlan } from "./useLivePlan.ts";
import { Versions } from "./Versions.tsx";

/** Which rules guard a home, with what settings, and what a change would do before it is made. */
export function PlanPage({ homeId, me }: { homeId: string; me: Me }) {
  const { home, absences } = useHome(homeId, 0, me.role, false);
  const { live, fault, again, take } = useLivePlan(homeId);
  const book = useRuleBook();
  const { draft, edit, discard, rebase } = useDraft(me.id, homeId, live);
  const [refused, setFaults] = useState<readonly Fault[]>([]);
  const [told, setTold] = useState("");
  const faults = useMemo(() => refused.map((one) => ({ ...one, message: faultWords(one, book ?? []) })), [refused, book]);
  const editable = may(me.role, "editPlans");
  const plan = (editable ? draft?.plan : undefined) ?? live?.plan;
  const changes = useMemo(
    () => (live === null || plan === undefined || book === null ? [] : planChanges(live.plan, plan, book)),
    [live, plan, book],
  );

  return (
    <div className="sheet plan">
      <header className="sheet-head">
        <p className="sheet-way">
          <a href={homesHref}>Homes</a>
          <span aria-hidden="true">›</span>
          <a href={homeHref(homeId)}>{home?.name ?? `Home ${homeId}`}</a>
        </p>
        <h2>Plan of {home?.name ?? `home ${homeId}`}</h2>
        {live !== null && <PlanStanding live={live} editable={editable} />}
        {home?.mode === "test" && <p className="plan-test">Test home: no one is in danger and nothing rings</p>}
        <AbsenceLine absences={absences} timezone={home?.timezone} />
      </header>
      {fault !== null && (
        <div className="home-fault" role="alert">
          <p className="fault">{live === null ? `The plan cannot be read: ${fault}` : `This may be out of date: ${fault}`}</p>
          <button type="button" onClick={again}>
            Try again
          </button>
        </div>
      )}
      {(live === null || book === null) && fault === null && <p className="quiet">Reading the plan…</p>}
      {live !== null && book !== null && plan !== undefined && (
        <Faults value={faults}>
          {live.unread.length > 0 && (
            <p className="told">
              Of the stored plan this can no longer be read, and is left out:{" "}
              {live.unread.map(({ path, message }) => `${pathWords(path, book)} (${message})`).join("; ")}.
            </p>
          )}
          <Blind live={live} plan={plan} book={book} />
          <PlanForm live={live} plan={plan} book={book} faults={faults} editable={editable} onEdit={edit} />
          {editable && (
            <Review
              live={live}
              plan={plan}
              book={book}
              changes={changes}
              told={changes.length === 0 ? told : ""}
              base={draft?.base ?? live.version}
              onFaults={setFaults}
              onDiscard={() => {
                discard();
                setFaults([]);
              }}
              onLive={(next) => {
                take(next);
                setTold(`Version ${next.version} is live.`);
                discard();
                setFaults([]);
              }}
              onSeen={(newer) => {
                take(newer);
                rebase(newer.version);
              }}
            />
          )}
          <section aria-labelledby="versions-heading">
            <h3 id="versions-heading">Versions</h3>
            <Versions
              homeId={homeId}
              timezone={live.timezone}
              version={live.version}
              book={book}
              onTake={editable ? (older) => edit(() => older) : undefined}
            />
          </section>
        </Faults>
      )}
    </div>
  );
}
