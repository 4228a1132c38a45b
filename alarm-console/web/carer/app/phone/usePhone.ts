import { useCallback, useEffect, useState } from "react";
import { checkPhone, type ThisPhone } from "./thisPhone.ts";

/** Null: not known yet, or the service did not answer. */
export interface KnownPhone {
  phone: ThisPhone | null;
  set(phone: ThisPhone): void;
}

/** The service did not answer: asked again until it does. */
const retryMs = 5_000;

/** How the phone of a carer who is signed in is: looked at when the page is opened, and each time it is visible again. */
export function usePhone(): KnownPhone {
  const [phone, set] = useState<ThisPhone | null>(null);
  const look = useCallback(() => {
    if (document.visibilityState !== "visible") return;
    void checkPhone().then((found) => found !== null && set(found));
  }, []);
  useEffect(() => {
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [look]);
  const isKnown = phone !== null;
  useEffect(() => {
    if (isKnown) return;
    const timer = setInterval(look, retryMs);
    return () => clearInterval(timer);
  }, [isKnown, look]);
  return { phone, set };
}
