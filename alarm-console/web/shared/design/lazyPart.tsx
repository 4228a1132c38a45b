import { type ComponentType, lazy, type ReactNode } from "react";

/**
 * A part of the page that is loaded when it is first shown. Where it cannot be loaded (the service was upgraded while the page was open), the part
 * says so, and the rest of the page works on: alarms must not go with it.
 */
export function lazyPart<Props extends object>(load: () => Promise<ComponentType<Props>>, Otherwise: () => ReactNode = NotLoaded) {
  return lazy(async (): Promise<{ default: ComponentType<Props> }> => ({ default: await load().catch(() => Otherwise) }));
}

function NotLoaded() {
  return (
    <p className="fault" role="alert">
      This part of the page could not be loaded. Reload the page.
    </p>
  );
}
