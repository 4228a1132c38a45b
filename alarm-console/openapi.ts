import swagger, { type SwaggerTransformObject } from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import { z } from "zod";
import { alarmView } from "#domain/alarm.ts";
import { sessionCookieName } from "./access/auth.ts";
import type { Api } from "./api.ts";

z.globalRegistry.add(alarmView, { id: "Alarm", description: "`version` grows by one with each change. Keep the greatest version." });

const description = `
From a press in the home to an operator's screen. JSON in camelCase. Ids are strings, times are RFC 3339 in UTC. A list answers
\`{ items, next }\` and takes \`limit\` (1 to 1000) and \`cursor\`. An error answers \`{ error: { code, message, details } }\`.

**Sign in.** People sign in with \`POST /api/auth/sign-in/email\` (\`{ email, password }\`) and get a session cookie. With that cookie the
service accepts changes only from a page of this host. Programs send a bearer token, made with
\`npm run -s linkline -- token create --role ROLE\`. Testers see and change test homes only.

**Readings** come over MQTT with QoS 1, not over HTTP. A device publishes to its own topic
\`linkline/v1/{homeId}/{deviceId}/reading\` with the username and secret from its registration:

\`\`\`json
{ "kind": "button", "pressed": true, "at": "2026-11-22T02:14:05.120Z", "seq": 17, "boot": "a1", "battery": 83, "signal": -61 }
{ "kind": "fall", "state": "fallen" }
{ "kind": "bed", "occupied": false }
{ "kind": "door", "open": true }
{ "kind": "temperature", "celsius": 18.5, "historical": true }
{ "kind": "heartbeat", "battery": 82 }
\`\`\`

\`at\` (when it happened), \`seq\` (the device's number for it), \`boot\` (changes at each start of the device), \`battery\` (percent),
\`signal\` (dBm) and \`historical\` (stored by the device and sent later) are optional. PUBACK means that the reading and every decision
of the rules about it are committed. An unreadable payload goes to quarantine and is acknowledged. Without PUBACK, send again.

**Live alarms** come over Socket.IO on the same host, with the session cookie or \`auth: { token }\`. The server sends:

- \`cases\`, \`{ items, next }\`: the open cases of the queue, at each connect and when the database is back;
- \`case\`: a case that changed; keep the greatest \`version\`;
- \`alarms\` and \`alarm\`: the same queue, alarm by alarm, unless you connect with \`auth: { alarms: false }\`;
- \`onDuty\`: who is on duty, at each connect and each change;
- \`recording\`: false while the service cannot record readings;
- \`incidents\`: what went wrong with the service itself in the last day, at each connect and each change;
- \`unrecorded\`: presses that arrived and are not recorded yet;
- \`tick\`, \`call\` and \`changed\` in the namespace \`/walk-test\`, with \`auth: { home }\`: the walk test of a home in commissioning;
- \`technicalAlarms\` and \`technicalAlarm\`: the same for the technical list, with \`auth: { technical: true }\`.

**Deprecated.** Two priorities had other names: \`notice\` is now \`info\`, \`gentle\` is now \`advisory\`, and \`strength\` is now \`priority\`.
Filters accept the old names for one release.
`;

const tags = [
  { name: "alarms", description: "Alarms and what operators do with them" },
  { name: "homes", description: "Homes with their people, contacts and devices" },
  { name: "plans", description: "The rules that watch a home, and absences" },
  { name: "readings", description: "What devices sent" },
  { name: "accounts", description: "Who is signed in, and the accounts of people" },
  { name: "service", description: "Health, incidents and metrics of the service" },
  { name: "installing", description: "What an installer does in a home: commissioning, the walk test, setup codes and the handover" },
  { name: "carers", description: "Family carers: invitations, tonight, and the alarms of a home" },
];

/** Documents the routes that are added to `api` after this: /api/docs for people, /api/openapi.json for programs. Open, as it holds no personal data. */
export async function openapi(api: Api): Promise<void> {
  await api.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "Link Line", version: "1.0.0", description, license: { name: "AGPL-3.0-or-later", identifier: "AGPL-3.0-or-later" } },
      tags,
      components: {
        securitySchemes: {
          bearer: { type: "http", scheme: "bearer", description: "The token of a program, ll_…" },
          session: { type: "apiKey", in: "cookie", name: sessionCookieName, description: "The session of a person who signed in" },
        },
      },
      security: [{ bearer: [] }, { session: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => withoutInputs(jsonSchemaTransformObject(document)),
  });
  await api.register(swaggerUi, {
    routePrefix: "/api/docs",
    theme: { title: "Link Line API", css: [{ filename: "link-line.css", content: ".swagger-ui .topbar { display: none }" }] },
    // No validator: its badge would tell a foreign host the address of this service.
    uiConfig: { docExpansion: "list", validatorUrl: null },
  });
  api.get("/api/openapi.json", { schema: { hide: true } }, async (_request, reply) => reply.send(api.swagger()));
}

type Document = ReturnType<SwaggerTransformObject>;

/** Named schemas are for answers. The library adds each a second time for input, which nothing refers to. */
function withoutInputs(document: Document): Document {
  const { components } = document as { components?: { schemas?: Record<string, unknown> } };
  const schemas = Object.fromEntries(Object.entries(components?.schemas ?? {}).filter(([name]) => !name.endsWith("Input")));
  return { ...document, components: { ...components, schemas } } as Document;
}
