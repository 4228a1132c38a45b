import { useEffect, useState } from "react";
import { type Place, placeOf } from "./place.ts";

/** The current place. It follows links and the browser's back and forward buttons. */
export function usePlace(): Place {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = () => setHash(location.hash);
    addEventListener("hashchange", follow);
    addEventListener("popstate", follow);
    return () => {
      removeEventListener("hashchange", follow);
      removeEventListener("popstate", follow);
    };
  }, []);
  return placeOf(hash);
}
