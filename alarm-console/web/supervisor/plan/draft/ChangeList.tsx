/** The changes of a plan, one line each. */
export function ChangeList({ changes }: { changes: readonly string[] }) {
  return (
    <ul className="change-list">
      {changes.map((one) => (
        <li key={one}>{one}</li>
      ))}
    </ul>
  );
}
