import { PageCache } from "../../shared/worker/pageCache.ts";

declare const carerBuild: string;
declare const self: ServiceWorkerGlobalScope;

const pages = {
  "/carer/": { name: "carer", files: ["/favicon.svg", "/carer/manifest.webmanifest", "/carer/icon-192.png", "/carer/badge-96.png"] },
  "/installer/": { name: "installer", files: ["/favicon.svg"] },
} as const;

const shell = new URL(self.registration.scope).pathname === "/installer/" ? "/installer/" : "/carer/";

/** The page of the worker's scope, stored on the phone. */
export const scopePage = new PageCache({ build: carerBuild, shell, ...pages[shell] });
