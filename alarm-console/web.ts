import { basename } from "node:path";
import fastifyStatic from "@fastify/static";
import type { Api } from "./api.ts";

/** Serves the built page. Assets have a hash in their names, so browsers may cache them for ever; index.html they must ask for each time. */
export async function web(api: Api, root: string): Promise<void> {
  await api.register(fastifyStatic, {
    root,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const asset = path.includes("/assets/") && basename(path) !== "index.html";
      reply.header("cache-control", asset ? "public, max-age=31536000, immutable" : "no-cache");
    },
  });
}
