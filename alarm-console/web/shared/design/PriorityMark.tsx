import type { Priority } from "#domain/alarm.ts";
import { priorityTitles } from "./priorityTitles.ts";

/** The priority as a word, a colour and a shape, so that it does not depend on colour alone. */
export function PriorityMark({ priority }: { priority: Priority }) {
  return (
    <span className="priority" data-priority={priority}>
      <PriorityShape priority={priority} />
      {priorityTitles[priority] ?? priority}
    </span>
  );
}

/** Octagon, triangle, circle, square. */
export function PriorityShape({ priority }: { priority: Priority }) {
  return (
    <svg className="shape" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      {priority === "critical" && <path d="M6 1h8l5 5v8l-5 5H6l-5-5V6z" />}
      {priority === "urgent" && <path d="M10 1.5 19.5 18.5H.5z" />}
      {priority === "advisory" && <circle cx="10" cy="10" r="8.5" />}
      {priority === "info" && <rect x="2.5" y="2.5" width="15" height="15" rx="1" />}
      {(priority === "critical" || priority === "urgent") && (
        <path
          className="shape-cut"
          d={priority === "critical" ? "M8.8 4.5h2.4l-.4 7H9.2zM8.8 13.2h2.4v2.3H8.8z" : "M9 7h2l-.3 5.5H9.3zM9 14h2v2H9z"}
        />
      )}
    </svg>
  );
}
