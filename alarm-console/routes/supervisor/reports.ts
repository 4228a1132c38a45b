import type { FastifyReply } from "fastify";
import type pg from "pg";
import { z } from "zod";
import { alarmsBy, answeredDays, falseAlarms, lateAnswers, type Period, reportGroups, reportKinds } from "#response/report/reports.ts";
import type { Api } from "../../api.ts";
import { notValid, refusals } from "../../errors.ts";
import { csvOf } from "./csv.ts";

export interface ReportRouteNeeds {
  pool: pg.Pool;
  /** Epoch ms. */
  now: () => number;
  timezone: string;
}

const tags = ["reports"];
const longestDays = 400;
const dayMs = 86_400_000;

const reportQuery = z.object({
  from: z.iso.date().optional().describe("The first day, in the centre's time zone. Left out: the first of this month."),
  until: z.iso.date().optional().describe("The last day. Left out: today."),
  format: z.enum(["json", "csv"]).default("json"),
});
type ReportQuery = z.infer<typeof reportQuery>;

const count = z.number().int();
const alarmCounts = z.object({
  key: z.string().describe("The code of the outcome, the name of the rule, the id of the home, or the hour of the day."),
  label: z.string(),
  ...{ alarms: count, rings: count },
  ...(Object.fromEntries(reportKinds.map((kind) => [kind, count])) as Record<(typeof reportKinds)[number], typeof count>),
});
const signal = z.enum(["call", "automatic"]).describe("`call`: a person pressed or spoke. `automatic`: a sensor alone.");
const answeredDay = z.object({ day: z.iso.date(), signal, calls: count, within60: count, within180: count });
const lateAnswer = z.object({
  caseId: z.string(),
  homeId: z.string(),
  homeName: z.string(),
  signal,
  calledAt: z.iso.datetime(),
  seconds: count.nullable().describe("Until a person took it; null where none did."),
  answeredBy: z.string().nullable(),
});
const falseAlarmCounts = z.object({ homeId: z.string(), homeName: z.string(), rule: z.string(), alarms: count, false: count });

/** Numbers for supervisors and councils. Cases that are closed; live homes only. */
export function reportRoutes(api: Api, needs: ReportRouteNeeds): void {
  const { pool } = needs;
  report(api, needs, {
    path: "/reports/answers",
    summary: "Count how fast calls were answered, by day",
    item: answeredDay,
    read: (period) => answeredDays(pool, period),
  });
  report(api, needs, {
    path: "/reports/late-answers",
    summary: "List calls that waited for more than 180 seconds",
    item: lateAnswer,
    read: async (period) =>
      (await lateAnswers(pool, period)).map(({ calledAt, ...one }) => ({ ...one, calledAt: new Date(calledAt).toISOString() })),
  });
  report(api, needs, {
    path: "/reports/false-alarms",
    summary: "Count false alarms by home and rule",
    item: falseAlarmCounts,
    read: (period) => falseAlarms(pool, period),
  });
  for (const by of reportGroups)
    report(api, needs, {
      path: `/reports/alarms-by-${by}`,
      summary: `Count alarms by ${by === "hour" ? "hour of the day" : by}`,
      item: alarmCounts,
      read: (period) => alarmsBy(pool, period, by),
    });
}

interface Report {
  path: string;
  summary: string;
  item: z.ZodObject;
  read: (period: Period) => Promise<object[]>;
}

/** One report: the same rows as JSON or as a file of CSV. */
function report(api: Api, { now, timezone }: ReportRouteNeeds, { path, summary, item, read }: Report): void {
  const answer = z.object({ items: z.array(item), next: z.null(), from: z.iso.date(), until: z.iso.date(), timezone: z.string() });
  api.get(
    path,
    {
      config: { needs: "seeReports" },
      schema: {
        summary,
        description: "Live homes only, without technical alarms and the canary. At most 400 days. `format=csv` gives a file.",
        tags,
        querystring: reportQuery,
        response: {
          200: {
            description: summary,
            content: { "application/json": { schema: answer }, "text/csv": { schema: z.string() } },
          },
          ...refusals(401, 403, 422, 503),
        },
      },
    },
    async (request, reply: FastifyReply) => {
      const query = request.query as ReportQuery;
      const period = periodOf(query, now(), timezone);
      const items = await read(period);
      if (query.format === "json") return reply.send({ items, next: null, ...period });
      const name = `${path.split("/").at(-1)}-${period.from}-${period.until}.csv`;
      return reply
        .type("text/csv; charset=utf-8")
        .header("content-disposition", `attachment; filename="${name}"`)
        .serializer(String)
        .send(csvOf(Object.keys(item.shape), items));
    },
  );
}

function periodOf({ from, until }: ReportQuery, now: number, timezone: string): Period {
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: timezone }).format(now);
  const period = { from: from ?? `${(until ?? today).slice(0, 8)}01`, until: until ?? today, timezone };
  const days = (Date.parse(period.until) - Date.parse(period.from)) / dayMs;
  if (days < 0) throw notValid([{ path: "until", message: "write a day that is not before `from`" }]);
  if (days > longestDays) throw notValid([{ path: "from", message: `write a day that is at most ${longestDays} days before \`until\`` }]);
  return period;
}
