import swagger, { type SwaggerTransformObject } from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import { z } from "zod";
import { alarmView } from "#domain/alarm.ts";
import { sessionCookieName } from "./access/auth.ts";
import type { Api } from "./api.ts";

z.globalRegistry.add(alarmView, { id: "Alarm", description: "`version` grows by one with each change: keep the greatest." });

const description = `
From a press in the home to an operator's screen. JSON in camelCase, ids as strings, times as RFC 3339 in UTC. A list is
\`{ items, next }\` and takes \`limit\` (1 to 1000) and \`cursor\`; an error is \`{ error: { code, message, details } }\`.

**Who calls.** People sign in with \`POST /api/auth/sign-in/email\` (\`{ email, password }\`) and are known by the session
cookie; a change with that cookie is taken only from a page of this host. Machines send a bearer token made by
\`npm run -s linkline -- token create --role ROLE\`. Testers see and touch test homes alone.

**Readings** come by MQTT, QoS 1, never by HTTP. A device publishes to its own topic
\`linkline/v1/{homeId}/{deviceId}/reading\` with the username and secret from its registration:

\`\`\`json
{ "kind": "button", "pressed": true, "at": "2026-11-22T02:14:05.120Z", "seq": 17, "boot": "a1", "battery": 83, "signal": -61 }
{ "kind": "fall", "state": "fallen" }
{ "kind": "bed", "occupied": false }
{ "kind": "door", "open": true }
{ "kind": "temperature", "celsius": 18.5, "historical": true }
{ "kind": "heartbeat", "battery": 82 }
\`\`\`

\`at\`, \`seq\`, \`boot\`, \`battery\` (percent), \`signal\` (dBm) and \`historical\` are optional. PUBACK means that the reading and
everything the rules decided about it are committed. What cannot be read is kept in quarantine, and acknowledged.

**Live.** Socket.IO on the same host, with the session cookie or \`auth: { token }\`. The server sends \`alarms\` (\`{ items, next }\`,
the open alarms of the queue), then \`alarm\` for each change (keep the greatest \`version\`), \`unrecorded\` (presses that arrived while the
database was away) and \`recording\` (false meanwhile). With \`auth: { technical: true }\` it sends the technical list besides, as
\`technicalAlarms\` and \`technicalAlarm\`.
`;

/** Documents every route that `api` gets from now on: /api/docs for people, /api/openapi.json for machines. Open, for there is no data in it. */
export async function openapi(api: Api): Promise<void> {
  await api.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "Link Line", version: "1.0.0", description, license: { name: "AGPL-3.0-or-later", identifier: "AGPL-3.0-or-later" } },
      tags: [
        { name: "alarms", description: "What somebody must answer" },
        { name: "homes", description: "Homes, their people, contacts and devices" },
        { name: "plans", description: "Which rules guard a home, and when it is away" },
        { name: "readings", description: "What devices said" },
        { name: "accounts", description: "Who is calling" },
        { name: "service", description: "The service itself" },
      ],
      components: {
        securitySchemes: {
          bearer: { type: "http", scheme: "bearer", description: "A machine's token, ll_…" },
          session: { type: "apiKey", in: "cookie", name: sessionCookieName, description: "A signed-in person" },
        },
      },
      security: [{ bearer: [] }, { session: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => withoutInputs(jsonSchemaTransformObject(document)),
  });
  await api.register(swaggerUi, {
    routePrefix: "/api/docs",
    // Nobody outside is told of this service by a validator's badge.
    theme: { title: "Link Line API", css: [{ filename: "link-line.css", content: ".swagger-ui .topbar { display: none }" }] },
    uiConfig: { docExpansion: "list", validatorUrl: null },
  });
  api.get("/api/openapi.json", { schema: { hide: true } }, async (_request, reply) => reply.send(api.swagger()));
}

type Document = ReturnType<SwaggerTransformObject>;

/** Named schemas are answers alone; the library names each a second time, for input, and nothing refers to that. */
function withoutInputs(document: Document): Document {
  const { components } = document as { components?: { schemas?: Record<string, unknown> } };
  const schemas = Object.fromEntries(Object.entries(components?.schemas ?? {}).filter(([name]) => !name.endsWith("Input")));
  return { ...document, components: { ...components, schemas } } as Document;
}
