import type { UnrecordedPress } from "#domain/alarm.ts";
import { PriorityShape } from "../../shared/design/PriorityMark.tsx";
import { priorityTitles } from "../../shared/design/priorityTitles.ts";
import { WaitingTime } from "./WaitingTime.tsx";

interface PressRowProps {
  press: UnrecordedPress;
  selected: boolean;
  onSelect(press: UnrecordedPress): void;
}

/** A call for help that the service has not recorded yet. */
export function PressRow({ press, selected, onSelect }: PressRowProps) {
  return (
    <li>
      <button
        type="button"
        className="row"
        data-priority={press.priority}
        data-calls={press.mode === "live"}
        data-claim="unrecorded"
        aria-current={selected ? "true" : undefined}
        onClick={() => onSelect(press)}
      >
        <span className="row-block">
          <PriorityShape priority={press.priority} />
        </span>
        <span className="row-top">
          <span className="row-priority">{priorityTitles[press.priority]}</span>
          <span className="not-recorded">Not yet recorded</span>
          {press.mode === "live" ? <WaitingTime since={Date.parse(press.at)} counting={false} /> : <span className="waited">test</span>}
        </span>
        <span className="row-home">{press.homeName}</span>
        <span className="row-sentence">{press.sentence}</span>
      </button>
    </li>
  );
}
