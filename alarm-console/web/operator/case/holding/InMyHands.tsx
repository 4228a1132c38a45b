import type { RefObject } from "react";
import type { CaseView } from "#domain/answering/case.ts";
import { mayTouch } from "#domain/role.ts";
import { formatWaited } from "../../../shared/clock/durations.ts";
import { useNow } from "../../../shared/clock/useNow.ts";
import { FollowUpForm } from "./FollowUpForm.tsx";
import { HandOverForm } from "./HandOverForm.tsx";
import type { HoldingProps } from "./holdingProps.ts";
import { TestCallButton } from "./TestCallButton.tsx";

/** A case that this operator holds: what it asks of her, and how it leaves her hands. */
export function InMyHands(props: HoldingProps & { heading: RefObject<HTMLParagraphElement | null> }) {
  const { one, me, onDuty, attempt, open, onOpen, onPerform, heading } = props;
  const close = () => onOpen(null);
  return (
    <>
      <Asks one={one} onPerform={onPerform} />
      {open === "handOver" && (
        <HandOverForm
          colleagues={onDuty.filter(({ id, role, canHear }) => canHear && id !== me.id && mayTouch(role, one.mode))}
          busy={attempt?.busy === "hand-over"}
          onCancel={close}
          onSubmit={(to, note) => onPerform("hand-over", { to, note })}
        />
      )}
      {open === "followUp" && (
        <FollowUpForm
          busy={attempt?.busy === "follow-up"}
          onCancel={close}
          onSubmit={(inSeconds, note) => onPerform("follow-up", { inSeconds, note })}
        />
      )}
      {open !== "handOver" && open !== "followUp" && (
        <div className="holding-bar">
          <p ref={heading} className="claimed-by-me" tabIndex={-1}>
            Claimed by you
            {one.offeredTo !== null && <span className="secondary"> · offered to {one.offeredTo.name}, who has not accepted yet</span>}
          </p>
          <HoldingButton text="Release" keys="r" onPress={() => onPerform("release")} />
          {!one.technical && (
            <>
              <HoldingButton text="Hand over…" keys="o" onPress={() => onOpen("handOver")} />
              <HoldingButton text="Follow-up…" keys="f" onPress={() => onOpen("followUp")} />
            </>
          )}
          <TestCallButton {...props} />
        </div>
      )}
    </>
  );
}

function HoldingButton({ text, keys, onPress }: { text: string; keys: string; onPress(): void }) {
  return (
    <button type="button" aria-keyshortcuts={keys} onClick={onPress}>
      {text}{" "}
      <span className="key" aria-hidden="true">
        {keys}
      </span>
    </button>
  );
}

/** What the case asks of its holder: to acknowledge a new ring, to say that it is still in hand, or to take up the follow-up. */
function Asks({ one, onPerform }: Pick<HoldingProps, "one" | "onPerform">) {
  if (one.state === "followUp") return <FollowUpDue one={one} onPerform={onPerform} />;
  const rangAgain = one.sounds === "operators" || (one.sounds === "holder" && one.askedAt === null);
  if (!rangAgain && one.askedAt === null) return null;
  return (
    <div className="holding-alert" role="alert">
      <p>{rangAgain ? "It rang again. Read below what rang." : "You have done nothing here for a while. Do you still have this case?"}</p>
      <button type="button" className="primary" aria-keyshortcuts="h" onClick={() => onPerform("heard")}>
        {rangAgain ? "I have heard it" : "Yes, I have it"}{" "}
        <span className="key" aria-hidden="true">
          h
        </span>
      </button>
    </div>
  );
}

function FollowUpDue({ one, onPerform }: { one: CaseView } & Pick<HoldingProps, "onPerform">) {
  const dueAt = Date.parse(one.followUp?.dueAt ?? "");
  const left = useNow((now) => (now >= dueAt ? "" : formatWaited(dueAt - now + 999)));
  return (
    <div className="holding-alert" data-calm={left !== ""} role={left === "" ? "alert" : undefined}>
      <p>
        {left === "" ? "Follow-up is due" : `Follow-up in ${left}`}
        {one.followUp?.note ? `: ${one.followUp.note}` : ""}
      </p>
      <button type="button" className="primary" aria-keyshortcuts="c" onClick={() => onPerform("claim")}>
        Continue now{" "}
        <span className="key" aria-hidden="true">
          c
        </span>
      </button>
    </div>
  );
}
