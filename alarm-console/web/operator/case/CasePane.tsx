import type { RefObject } from "react";
import type { HomeData } from "../../shared/homeDetails/useHome.ts";
import { CaseBand } from "./band/CaseBand.tsx";
import "./case.css";
import { ClosedCase, type ClosedCaseProps } from "./closing/ClosedCase.tsx";
import { CloseForm, type CloseFormProps } from "./closing/CloseForm.tsx";
import { Holding } from "./holding/Holding.tsx";
import type { HoldingProps } from "./holding/holdingProps.ts";
import { NoteBox } from "./NoteBox.tsx";
import { Steps } from "./steps/Steps.tsx";
import type { Step, StepResult } from "./steps/stepList.ts";
import { Timeline } from "./Timeline.tsx";

interface CasePaneProps extends HoldingProps, ClosedCaseProps, CloseFormProps {
  homeData: HomeData;
  steps: RefObject<HTMLOListElement | null>;
  onStepDone(step: Step, result: StepResult): void;
}

/** One case: who and what, in whose hands, the next steps, the note, the outcome, the timeline. */
export function CasePane(props: CasePaneProps) {
  const { one, me, homeData, attempt, draft, steps, onStepDone } = props;
  const { home } = homeData;
  const mine = one.state !== "closed" && one.heldBy?.id === me.id;
  return (
    <article className="case" data-priority={one.priority} data-closed={one.state === "closed"}>
      <CaseBand one={one} homeData={homeData} myId={me.id} />
      {one.state !== "closed" && <Holding {...props} />}
      <div className="case-work">
        {one.state !== "closed" && !one.technical && (
          <Steps key={one.id} one={one} home={home} mine={mine} attempt={attempt} list={steps} onDone={onStepDone} />
        )}
        <div className="case-respond">
          {one.state === "closed" ? (
            <ClosedCase {...props} />
          ) : (
            <>
              {(mine || draft !== "") && <NoteBox {...props} />}
              {mine && <CloseForm key={one.id} {...props} />}
            </>
          )}
        </div>
        <Timeline timeline={one.timeline} timezone={home?.timezone} />
      </div>
    </article>
  );
}
