export type TileState = "well" | "warning" | "fault";

const stateWords: Record<TileState, string> = { well: "In order", warning: "Attention", fault: "Act now" };

interface TileProps {
  title: string;
  figure: string;
  state: TileState;
  note: string;
  onOpen(): void;
}

/** One large figure. It opens the list of its cases. The state is in a word and a shape too, not only in a colour. */
export function Tile({ title, figure, state, note, onOpen }: TileProps) {
  return (
    <button type="button" className="wall-tile" data-state={state} onClick={onOpen}>
      <span className="wall-title">{title}</span>
      <span className="wall-figure">{figure}</span>
      <span className="wall-note">{note}</span>
      <span className="wall-state">{stateWords[state]}</span>
    </button>
  );
}
