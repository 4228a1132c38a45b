import { useRef } from "react";
import type { Plan } from "#domain/plan.ts";
import { useHeightProperty } from "../../../shared/design/useHeightProperty.ts";
import type { Fault } from "../../../shared/forms/faults.ts";
import type { PlanView } from "../../../shared/plan/planApi.ts";
import type { RuleBook } from "../../../shared/plan/ruleBook.ts";
import { ComparisonSection } from "./ComparisonSection.tsx";
import { DraftBar } from "./DraftBar.tsx";
import { GoLive } from "./GoLive.tsx";
import { useComparison } from "./useComparison.ts";

interface ReviewProps {
  live: PlanView;
  plan: Plan;
  book: RuleBook;
  changes: readonly string[];
  notice: string;
  /** The version that the changes are based on. */
  base: number;
  onFaults(faults: readonly Fault[]): void;
  onDiscard(): void;
  onLive(next: PlanView): void;
  onSeen(newer: PlanView): void;
}

/** The way from a draft to a live plan: compare it with recent nights, then go live with a reason, or discard it. */
export function Review(props: ReviewProps) {
  const { live, plan, book, changes, notice, base, onFaults, onDiscard, onLive, onSeen } = props;
  const comparison = useComparison(live, plan, onFaults);
  const heading = useRef<HTMLHeadingElement>(null);
  const bar = useRef<HTMLElement>(null);
  const dialog = useRef<HTMLDialogElement>(null);
  useHeightProperty("--draft-bar-height", bar);

  const compare = async () => {
    if (!(await comparison.compare())) return;
    requestAnimationFrame(() => {
      heading.current?.focus({ preventScroll: true });
      heading.current?.scrollIntoView({ block: "start" });
    });
  };
  const openDialog = () => {
    dialog.current?.showModal();
    // The supervisor reads the dialog from its beginning before typing a reason.
    dialog.current?.querySelector<HTMLElement>("h3")?.focus();
  };
  return (
    <>
      <ComparisonSection comparison={comparison} book={book} heading={heading} />
      <DraftBar
        {...{ bar, changes, notice, onDiscard }}
        comparing={comparison.busy}
        onCompare={() => void compare()}
        onGoLive={openDialog}
      />
      <GoLive
        {...{ dialog, live, plan, changes, base, onFaults, onSeen }}
        difference={comparison.outdated ? null : comparison.difference}
        onLive={(next) => {
          comparison.clear();
          onLive(next);
          bar.current?.focus();
        }}
      />
    </>
  );
}
