import "./difference.css";

/** Alarms in which somebody needed help, and which this plan would not raise. In words, before anything is drawn. */
export function LostGenuine({ lines }: { lines: readonly string[] }) {
  return (
    <div className="lost-genuine">
      <strong>
        {lines.length === 1
          ? "An alarm that was genuine would be lost"
          : `${lines.length || "Some"} alarms that were genuine would be lost`}
      </strong>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}
