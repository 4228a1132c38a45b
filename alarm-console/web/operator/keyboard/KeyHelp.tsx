import type { RefObject } from "react";
import { ColourSetting } from "../../shared/design/ColourSetting.tsx";
import { Dialog } from "../../shared/design/Dialog.tsx";
import "./keyboard.css";

const usual: readonly (readonly [string, string])[] = [
  ["j k", "move"],
  ["u", "next waiting"],
  ["c", "claim"],
  ["1–9", "step"],
  ["n", "note"],
  ["x", "close"],
  ["t", "test call"],
  ["z", "undo"],
  ["/", "search"],
  ["?", "all keys"],
];

const all: readonly (readonly [string, string])[] = [
  ["j k ↓ ↑", "move through the queue"],
  ["u", "open the next waiting case"],
  ["c", "claim, accept a hand-over, continue after a follow-up"],
  ["s", "go to the next step"],
  ["1–9", "go to a step; there a, n or g records answered, no answer or going, once"],
  ["h", "I have heard the new ring; I still have this case"],
  ["n", "write a note; Ctrl Enter adds it, Esc leaves the field"],
  ["x", "choose an outcome; 1–9 choose one, Enter closes the case"],
  ["t", "go to Close as test call; Enter closes the case"],
  ["z", "undo the close, for 10 seconds"],
  ["r", "release"],
  ["o", "hand over"],
  ["f", "follow-up"],
  ["v", "take over (supervisors)"],
  ["m", "mute what rings now"],
  ["/", "search; there ↓ ↑ move, Enter opens, Esc goes back"],
];

interface KeyHelpProps {
  on: boolean;
  onChange(on: boolean): void;
  help: RefObject<HTMLDialogElement | null>;
}

/** The shortcuts, and a switch to turn them off: speech control and tremor can press keys by accident (WCAG 2.1.4). */
export function KeyHelp({ on, onChange, help }: KeyHelpProps) {
  return (
    <footer className="keys">
      <label>
        <input type="checkbox" checked={on} onChange={(event) => onChange(event.target.checked)} />
        Keyboard shortcuts
      </label>
      <dl hidden={!on}>
        {usual.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <ColourSetting />
      <Dialog ref={help} aria-labelledby="keys-heading" className="all-keys">
        <h3 id="keys-heading">Keyboard shortcuts</h3>
        <dl>
          {all.map(([key, what]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        <div className="dialog-foot">
          <button type="button" onClick={() => help.current?.close()}>
            Close
          </button>
        </div>
      </Dialog>
    </footer>
  );
}
