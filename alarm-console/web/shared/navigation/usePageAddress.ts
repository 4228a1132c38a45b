import { useEffect, useState } from "react";
import { type PageAddress, pageAddressOf } from "./pageAddress.ts";

/** The fragment of the address. It follows links and the browser's back and forward buttons. */
export function useHash(): string {
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
  return hash;
}

/** The page that the address names now. */
export const usePageAddress = (): PageAddress => pageAddressOf(useHash());
