import type pg from "pg";
import { z } from "zod";
import { cleanPhoto, mostPhotoBytes, photoTypes } from "#homes/record/photo/cleanPhoto.ts";
import type { Photos } from "#homes/record/photo/photos.ts";
import type { Registry } from "#homes/registry.ts";
import { recordLook } from "../../access/accessLog.ts";
import { touchableHome } from "../../access/touchableHome.ts";
import type { Api } from "../../api.ts";
import { Refusal, refusals } from "../../errors.ts";
import { rowParams } from "./recordCalls.ts";

const path = "/homes/:id/people/:rowId/photo";
const noPerson = "This home has no such person, or not any more.";

export interface PhotoRouteNeeds {
  pool: pg.Pool;
  registry: Registry;
  photos: Photos;
}

/** The photo of a person, for those who may see the person. */
export function photoRoutes(api: Api, needs: PhotoRouteNeeds): void {
  void api.register(async (scope: Api) => setPhoto(scope, needs));
  showPhoto(api, needs);
  removePhoto(api, needs);
}

function setPhoto(scope: Api, { registry, photos }: PhotoRouteNeeds): void {
  // One byte more than allowed, so that the answer can say what is wrong.
  const bodyLimit = mostPhotoBytes + 1024;
  scope.addContentTypeParser([...photoTypes, "application/octet-stream"], { parseAs: "buffer", bodyLimit }, (_request, body, done) =>
    done(null, body),
  );
  scope.put(
    path,
    {
      config: { needs: "editRecords" },
      bodyLimit,
      schema: {
        summary: "Set the photo of a person",
        description:
          "The bytes of a JPEG, PNG or WebP are the body, at most 1 MB. What a camera writes beside the picture, such as the place, is left out. The photo replaces the one before.",
        tags: ["homes"],
        consumes: [...photoTypes, "application/octet-stream"],
        params: rowParams,
        response: { 200: z.object({ type: z.enum(photoTypes), bytes: z.number().int() }), ...refusals(401, 403, 404, 413, 422, 503) },
      },
    },
    async ({ caller, params, body }) => {
      const home = touchableHome(registry, caller, params.id);
      const cleaned = cleanPhoto(body instanceof Uint8Array ? body : new Uint8Array());
      if (!cleaned.ok) throw new Refusal("invalid", cleaned.why, [{ path: "", message: cleaned.why }]);
      const by = { id: caller.id, name: caller.name };
      if (!(await photos.set({ homeId: home.id, personId: params.rowId, by }, cleaned))) throw new Refusal("notFound", noPerson);
      return { type: cleaned.type, bytes: cleaned.bytes.length };
    },
  );
}

function showPhoto(api: Api, { pool, registry, photos }: PhotoRouteNeeds): void {
  api.get(
    path,
    {
      config: { needs: "seeHomes" },
      schema: {
        summary: "Show the photo of a person",
        description: "The access log records who looked. No cache may keep it.",
        tags: ["homes"],
        params: rowParams,
        response: {
          200: { description: "The photo", content: Object.fromEntries(photoTypes.map((type) => [type, { schema: z.string() }])) },
          ...refusals(401, 403, 404, 422, 503),
        },
      },
    },
    async ({ caller, params }, reply) => {
      const home = touchableHome(registry, caller, params.id);
      const photo = await photos.get(home.id, params.rowId);
      if (photo === null) throw new Refusal("notFound", "This person has no photo.");
      await recordLook(pool, caller, "home", home.id);
      return reply
        .type(photo.type)
        .header("cache-control", "no-store")
        .header("content-disposition", "inline")
        .send(photo.bytes as never);
    },
  );
}

function removePhoto(api: Api, { registry, photos }: PhotoRouteNeeds): void {
  api.delete(
    path,
    {
      config: { needs: "editRecords" },
      schema: {
        summary: "Remove the photo of a person",
        tags: ["homes"],
        params: rowParams,
        response: { 200: z.object({ removed: z.literal(true) }), ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async ({ caller, params }) => {
      const home = touchableHome(registry, caller, params.id);
      const by = { id: caller.id, name: caller.name };
      if (!(await photos.set({ homeId: home.id, personId: params.rowId, by }, null))) throw new Refusal("notFound", noPerson);
      return { removed: true as const };
    },
  );
}
