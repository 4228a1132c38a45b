import { useMemo, useState } from "react";
import { may } from "#domain/role.ts";
import { AbsenceLine } from "../../shared/absence/AbsenceLine.tsx";
import { type Fault, Faults } from "../../shared/forms/faults.ts";
import { useHome } from "../../shared/homeDetails/useHome.ts";
import { homeHref, homesHref } from "../../shared/navigation/pageAddress.ts";
import type { Me } from "../../shared/session/session.ts";
import { faultText } from "./form/faultText.ts";
import { RulesThatCannotWork } from "./ruleCards/RulesThatCannotWork.tsx";
import "./plan.css";
import { useRuleBook } from "../../shared/plan/ruleBook.ts";
import { planChanges } from "./draft/planChanges.ts";
import { useDraft } from "./draft/useDraft.ts";
import { fieldTitle } from "./form/fieldTitle.ts";
import { PlanForm } from "./form/PlanForm.tsx";
import { PlanStatus } from "./PlanStatus.tsx";
import { Proposals } from "./proposals/Proposals.tsx";
import { Review } from "./review/Review.tsx";
import { Suggestions } from "./suggestions/Suggestions.tsx";
import { useLivePlan } from "./useLivePlan.ts";
import { Versions } from "./Versions.tsx";

/** The plan of a home. A supervisor can change it, compare the change with recent nights, and make it live. */
export function PlanPage({ homeId, me }: { homeId: string; me: Me }) {
  const { home, absences } = useHome(homeId, 0, me.role, false);
  const { live, fault, reload, take } = useLivePlan(homeId);
  const book = useRuleBook();
  const { draft, edit, discard, rebase } = useDraft(me.id, homeId, live);
  const [refused, setFaults] = useState<readonly Fault[]>([]);
  const [notice, setNotice] = useState("");
  const faults = useMemo(() => refused.map((one) => ({ ...one, message: faultText(one, book ?? []) })), [refused, book]);
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
        <h2>Plan for {home?.name ?? `home ${homeId}`}</h2>
        {live !== null && <PlanStatus live={live} editable={editable} />}
        {home?.mode === "test" && <p className="plan-test">Test home: no one is in danger and alarms do not ring</p>}
        <AbsenceLine absences={absences} timezone={home?.timezone} />
      </header>
      {fault !== null && (
        <div className="home-fault" role="alert">
          <p className="fault">{live === null ? `Could not load the plan. ${fault}` : `This plan may be out of date. ${fault}`}</p>
          <button type="button" onClick={reload}>
            Try again
          </button>
        </div>
      )}
      {(live === null || book === null) && fault === null && <p className="secondary">Loading the plan…</p>}
      {live !== null && book !== null && plan !== undefined && (
        <Faults value={faults}>
          {live.unread.length > 0 && (
            <p className="notice">
              Some saved settings cannot be read and are not used:{" "}
              {live.unread.map(({ path, message }) => `${fieldTitle(path, book)} (${message})`).join("; ")}.
            </p>
          )}
          <Proposals homeId={homeId} timezone={live.timezone} version={live.version} editable={editable} onEdit={edit} />
          {editable && <Suggestions homeId={homeId} version={live.version} onEdit={edit} />}
          <RulesThatCannotWork live={live} plan={plan} book={book} />
          <PlanForm live={live} plan={plan} book={book} contacts={home?.contacts ?? []} faults={faults} editable={editable} onEdit={edit} />
          {editable && (
            <Review
              live={live}
              plan={plan}
              book={book}
              changes={changes}
              notice={changes.length === 0 ? notice : ""}
              base={draft?.base ?? live.version}
              onFaults={setFaults}
              onDiscard={() => {
                discard();
                setFaults([]);
              }}
              onLive={(next) => {
                take(next);
                setNotice(`Version ${next.version} is live.`);
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
