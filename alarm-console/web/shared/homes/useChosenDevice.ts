import { useEffect } from "react";
import { deviceElementId } from "../homeDetails/devices/deviceElement.ts";

/** Where the address names a device, the page shows it and the keyboard continues there, once the home is read. */
export function useChosenDevice(deviceId: string | undefined): void {
  useEffect(() => {
    if (deviceId === undefined) return;
    const element = document.getElementById(deviceElementId(deviceId));
    element?.scrollIntoView({ block: "center" });
    element?.focus({ preventScroll: true });
  }, [deviceId]);
}
