import { type KeyboardEvent, useRef } from "react";
import "./desk.css";

export type ShownList = "queue" | "technical";

interface ListTabsProps {
  shown: ShownList;
  technical: number;
  onShow(list: ShownList): void;
}

/** Tabs for the cases and the technical list. The technical tab shows a count; technical alarms never ring. */
export function ListTabs({ shown, technical, onShow }: ListTabsProps) {
  const list = useRef<HTMLDivElement>(null);
  const keys = (event: KeyboardEvent) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const next = shown === "queue" ? "technical" : "queue";
    onShow(next);
    list.current?.querySelector<HTMLElement>(`[data-list="${next}"]`)?.focus();
  };
  const tab = (name: ShownList) => ({
    type: "button" as const,
    role: "tab",
    "data-list": name,
    "aria-selected": shown === name,
    "aria-controls": "shown-list",
    tabIndex: shown === name ? 0 : -1,
    onClick: () => onShow(name),
  });
  return (
    <div ref={list} className="list-tabs" role="tablist" aria-label="Lists" onKeyDown={keys}>
      <button {...tab("queue")}>Cases</button>
      <button {...tab("technical")}>
        Technical <span className="count">{technical}</span>
      </button>
    </div>
  );
}
