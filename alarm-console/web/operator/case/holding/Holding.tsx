import { useEffect, useRef } from "react";
import { may } from "#domain/role.ts";
import { claimOf } from "../../queue/queueParts.ts";
import { ActionFailure } from "../ActionFailure.tsx";
import { caseCalls } from "../caseCalls.ts";
import "./holding.css";
import type { HoldingProps } from "./holdingProps.ts";
import { InMyHands } from "./InMyHands.tsx";
import { InOtherHands } from "./InOtherHands.tsx";
import { TakeIt } from "./TakeIt.tsx";

const holdingCalls = ["claim", "release", "hand-over", "accept", "take-over", "follow-up", "heard"] as const;

/** In whose hands the case is, and what this operator can do about that. */
export function Holding(props: HoldingProps) {
  const { one, me, attempt } = props;
  const claim = claimOf(one, me.id);
  return (
    <section className="holding" aria-label="Who holds this case" data-claim={claim}>
      {claim === "mine" && <ClaimedByMe {...props} />}
      {(claim === "unclaimed" || claim === "family" || claim === "offered") && <TakeIt {...props} claim={claim} />}
      {(claim === "other" || claim === "unheard") && <InOtherHands {...props} mayTakeOver={may(me.role, "takeOverCases")} />}
      {/* A case that is in other hands now shows also why its close failed: the form for it has gone. */}
      <ActionFailure attempt={attempt} of={claim === "mine" ? holdingCalls : caseCalls} />
    </section>
  );
}

function ClaimedByMe(props: HoldingProps) {
  const heading = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    // The claim button had the focus and no longer exists. A screen reader continues here, not at the top of the page.
    if (document.activeElement === document.body) heading.current?.focus();
  }, []);
  return <InMyHands {...props} heading={heading} />;
}
