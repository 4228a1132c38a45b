import type pg from "pg";
import { z } from "zod";
import { cleanPhoto, mostPhotoBytes, photoTypes } from "#homes/record/photo/cleanPhoto.ts";
import type { PhotoAnswer, Photos } from "#homes/record/photo/photos.ts";
import type { Registry } from "#homes/registry.ts";
import { recordLook } from "../../access/accessLog.ts";
import { touchableHome } from "../../access/touchableHome.ts";
import type { Api } from "../../api.ts";
import { Refusal, refusals } from "../../errors.ts";
import { ifMatch, refusedRow, rowOf, rowParams } from "./recordCalls.ts";

const path = "/homes/:id/people/:rowId/photo";
const version = z.number().int().describe("The version of the person now.");

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
          "The bytes of a JPEG, PNG or WebP are the body, at most 1 MB. What a camera writes beside the picture, such as the place, is left out. The photo replaces the one before. The version of the person that you saw is If-Match; 412 where another person changed it since then.",
        tags: ["homes"],
        consumes: [...photoTypes, "application/octet-stream"],
        params: rowParams,
        headers: ifMatch,
        response: {
          200: z.object({ type: z.enum(photoTypes), bytes: z.number().int(), version }),
          ...refusals(401, 403, 404, 412, 413, 422, 428, 503),
        },
      },
    },
    async (request) => {
      const row = rowOf("person", request, registry);
      const { body } = request;
      const cleaned = cleanPhoto(body instanceof Uint8Array ? body : new Uint8Array());
      if (!cleaned.ok) throw new Refusal("invalid", cleaned.why, [{ path: "", message: cleaned.why }]);
      const after = versionFrom(await photos.set(row, cleaned));
      return { type: cleaned.type, bytes: cleaned.bytes.length, version: after };
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
        description: "The version of the person that you saw is If-Match; 412 where another person changed it since then.",
        tags: ["homes"],
        params: rowParams,
        headers: ifMatch,
        response: { 200: z.object({ removed: z.literal(true), version }), ...refusals(401, 403, 404, 412, 422, 428, 503) },
      },
    },
    async (request) => ({
      removed: true as const,
      version: versionFrom(await photos.set(rowOf("person", request, registry), null)),
    }),
  );
}

/** Throws the refusal that an answer means. */
function versionFrom(answer: PhotoAnswer): number {
  if (!answer.ok) throw refusedRow(answer);
  return answer.version;
}
