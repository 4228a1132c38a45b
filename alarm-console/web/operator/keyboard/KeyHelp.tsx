import "./keyboard.css";

const help: readonly (readonly [string, string])[] = [
  ["j k", "move"],
  ["u", "next waiting"],
  ["c", "claim"],
  ["n", "note"],
  ["Ctrl Enter", "add note"],
  ["x", "close"],
  ["1–8", "outcome"],
  ["Enter", "confirm"],
  ["Esc", "leave field"],
];

/** The shortcuts, and a switch to turn them off: speech control and tremor can press keys by accident (WCAG 2.1.4). */
export function KeyHelp({ on, onChange }: { on: boolean; onChange(on: boolean): void }) {
  return (
    <footer className="keys">
      <label>
        <input type="checkbox" checked={on} onChange={(event) => onChange(event.target.checked)} />
        Keyboard shortcuts
      </label>
      <dl hidden={!on}>
        {help.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </footer>
  );
}
