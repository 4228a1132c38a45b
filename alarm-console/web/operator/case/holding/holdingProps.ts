import type { RefObject } from "react";
import type { CaseView } from "#domain/answering/case.ts";
import type { Colleague } from "../../../shared/live/liveEvents.ts";
import type { Me } from "../../../shared/session/session.ts";
import type { Action } from "../caseCalls.ts";
import type { Attempt } from "../useCaseActions.ts";

export interface HoldingProps {
  one: CaseView;
  me: Me;
  onDuty: readonly Colleague[];
  attempt: Attempt | undefined;
  /** The form that is open in place of the buttons. */
  open: HoldingForm | null;
  onOpen(form: HoldingForm | null): void;
  onPerform(action: Action, body?: object): void;
  /** Claims the case if that is needed, and closes it as a test call. */
  onTestCall(): void;
  testCall: RefObject<HTMLButtonElement | null>;
}

export type HoldingForm = "handOver" | "followUp" | "takeOver";
