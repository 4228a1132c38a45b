/** Starts the worker of the page (carer/worker), also before sign-in: it makes the page open without a connection. */
export function startWorker(): void {
  if (!("serviceWorker" in navigator)) return;
  // A browser that refuses it has no pushes; the page of the phone says so.
  navigator.serviceWorker.register("/carer/worker.js", { scope: "/carer/" }).catch(() => {});
  navigator.serviceWorker.addEventListener("message", ({ data }: MessageEvent<{ opens?: unknown }>) => {
    const url = typeof data?.opens === "string" ? URL.parse(data.opens) : null;
    if (url?.origin === location.origin) location.hash = url.hash;
  });
}
