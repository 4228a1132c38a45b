import type { UnrecordedPress } from "#domain/alarm.ts";
import { PriorityShape } from "../../shared/design/PriorityMark.tsx";
import { Waited } from "./Waited.tsx";

interface PressRowProps {
  press: UnrecordedPress;
  chosen: boolean;
  onChoose(press: UnrecordedPress): void;
}

export function PressRow({ press, chosen, onChoose }: PressRowProps) {
  return (
    <li>
      <button
        type="button"
        className="row"
        data-priority={press.priority}
        data-calls={press.mode === "live"}
        data-held="unrecorded"
        aria-current={chosen ? "true" : undefined}
        onClick={() => onChoose(press)}
      >
        <span className="row-block">
          <PriorityShape priority={press.priority} />
        </span>
        <span className="row-top">
          <span className="row-priority">{press.priority}</span>
          <span className="not-recorded">Not yet recorded</span>
          {press.mode === "live" ? <Waited since={Date.parse(press.at)} counting={false} /> : <span className="waited">test</span>}
        </span>
        <span className="row-home">{press.homeName}</span>
        <span className="row-sentence">{press.sentence}</span>
      </button>
    </li>
  );
}
