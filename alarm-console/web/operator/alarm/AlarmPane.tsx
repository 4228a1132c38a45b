import type { RefObject } from "react";
import type { AlarmView } from "#domain/alarm.ts";
import type { HomeOnScreen } from "../../shared/home/useHome.ts";
import { Facts } from "./Facts.tsx";
import "./alarm.css";
import { Closed } from "./Closed.tsx";
import { Respond } from "./Respond.tsx";
import { Timeline } from "./Timeline.tsx";
import type { Attempt } from "./useActions.ts";

export interface AlarmPaneProps {
  alarm: AlarmView;
  onScreen: HomeOnScreen;
  myId: string;
  attempt: Attempt | undefined;
  draft: string;
  onDraft(text: string): void;
  onClaim(): void;
  onNote(): void;
  onClose(outcome: string): void;
  next: AlarmView | null;
  onNext(): void;
  noteBox: RefObject<HTMLTextAreaElement | null>;
  outcomes: RefObject<HTMLFieldSetElement | null>;
}

/** What happened, what to do about it, and the timeline so far. */
export function AlarmPane(props: AlarmPaneProps) {
  const { alarm, onScreen } = props;
  const { home, absences } = onScreen;
  return (
    <article className="alarm" data-priority={alarm.priority}>
      <Facts alarm={alarm} home={home} absences={absences} />
      <div className="alarm-work">
        <div className="alarm-respond">{alarm.state === "closed" ? <Closed {...props} /> : <Respond {...props} />}</div>
        <Timeline key={alarm.id} timeline={alarm.timeline} timezone={home?.timezone} />
      </div>
    </article>
  );
}
