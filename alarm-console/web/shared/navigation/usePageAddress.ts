import { useEffect, useState } from "react";
import { type PageAddress, pageAddressOf } from "./pageAddress.ts";

/** The current address. It follows links and the browser's back and forward buttons. */
export function usePageAddress(): PageAddress {
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
  return pageAddressOf(hash);
}
