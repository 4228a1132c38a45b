import type { FastifyReply, FastifyRequest } from "fastify";
import type pg from "pg";
import { z } from "zod";
import type { CaseDesk, Step } from "#response/case/caseDesk.ts";
import { contactAccepts, contactHandsOver } from "#response/case/steps/contactAnswers.ts";
import { type ContactCase, isExpired, readContactCase } from "#response/notify/contactCase.ts";
import { type ContactLinks, contactPagePath } from "#response/notify/contactLinks.ts";
import { CallCounts, type CallLimit } from "../access/callCounts.ts";
import { sameOrigin } from "../access/sameOrigin.ts";
import type { Api } from "../api.ts";
import { databaseAway } from "../databaseAway.ts";
import { alarmPage } from "./alarmPage.ts";
import { plainPage } from "./page.ts";

export interface ContactPageNeeds {
  pool: pg.Pool;
  links: ContactLinks;
  cases: CaseDesk;
  /** Epoch ms. */
  now: () => number;
  centrePhone: string | null;
}

const params = z.object({ token: z.string() });
const query = z.object({ late: z.string().optional() });

/**
 * The page that a link in a message opens, for one contact and one case, without sign-in. GET changes nothing, because mail scanners open links
 * and phones load previews. The buttons are forms that POST, and a POST counts only if it comes from this page.
 *
 * The pages are HTML and work without script; the script (web/carer/contactPage.ts) keeps them up to date.
 */
export function contactPageRoutes(api: Api, needs: ContactPageNeeds): void {
  const falseLinks = new CallCounts(needs.now);
  const answers = new CallCounts(needs.now);
  // The forms have no fields: no body is read.
  api.removeAllContentTypeParsers();
  api.addContentTypeParser("*", (_request, payload, done) => {
    payload.resume();
    done(null, undefined);
  });
  api.addHook("onRequest", async (_request, reply) => {
    reply.header("cache-control", "no-store").header("x-robots-tag", "noindex, nofollow");
  });
  // The address is a secret, so a fault is logged without it.
  api.setErrorHandler((error, request, reply) => {
    if (!databaseAway(error)) request.log.error({ err: error }, "the page of a contact failed");
    const sentences = ["The alarm may still be open. Try again in a minute, or call."];
    return send(reply, 503, plainPage("Link Line cannot show this alarm at the moment", sentences, needs.centrePhone));
  });

  // Not `:token`, whose length Fastify limits: an address that was pasted with other text gets a page as well.
  const anyAddress = z.object({ "*": z.string() });
  api.get(`${contactPagePath}*`, { schema: { hide: true, params: anyAddress, querystring: query } }, async (request, reply) => {
    const token = request.params["*"];
    const shown = await linkedCase(needs, falseLinks, request, token, reply);
    if (shown === null) return reply;
    return send(reply, 200, pageFor(needs, shown, token, request.query.late !== undefined));
  });
  for (const [path, step] of [
    ["accept", contactAccepts],
    ["hand-over", contactHandsOver],
  ] as const)
    api.post(`${contactPagePath}:token/${path}`, { schema: { hide: true, params } }, async (request, reply) => {
      const { token } = request.params;
      if (!isFromThisPage(request)) return send(reply, 403, foreignPage(needs));
      const shown = await linkedCase(needs, falseLinks, request, token, reply);
      if (shown === null) return reply;
      if (!answers.count(token, mostAnswers).allowed) return send(reply, 429, tooOftenPage(needs));
      const perform: Step = ({ case: before }, context) => step(before, shown.contact, context);
      const answer = await needs.cases.perform(shown.caseId, perform);
      // A reload of the page after this does not send the answer again.
      return reply.redirect(`${contactPagePath}${token}${answer.ok ? "" : "?late"}`, 303);
    });
}

/**
 * From one address, so that guessing costs the service little. A true link is answered however many false ones came from its address: behind a
 * proxy all callers may share one, and a daughter must not be locked out by a guesser. The length of a link keeps a guesser from a true one.
 */
const mostFalseLinks: CallLimit = { window: 60, max: 20 };

/** By one link. Each answer is a line in the timeline of operators and goes to every desk. */
const mostAnswers: CallLimit = { window: 60, max: 10 };

/** The case of a link; null where the link shows nothing, and then `reply` has its page. */
async function linkedCase(
  { pool, links, now, centrePhone }: ContactPageNeeds,
  falseLinks: CallCounts,
  request: FastifyRequest,
  token: string,
  reply: FastifyReply,
): Promise<(ContactCase & { caseId: string }) | null> {
  const linked = links.read(token);
  const shown = linked === null ? null : await readContactCase(pool, linked);
  if (linked === null || shown === null) {
    const isTooMany = !falseLinks.count(request.ip, mostFalseLinks).allowed;
    const title = isTooMany ? "Too many wrong links" : "This link does not work";
    const sentences = isTooMany
      ? ["Wait a minute, then try again."]
      : ["It is not complete, or it is wrong. Open it from the message again."];
    send(reply, isTooMany ? 429 : 404, plainPage(title, sentences, centrePhone));
    return null;
  }
  if (isExpired(shown, now())) {
    send(reply, 410, plainPage("This link has expired", ["The alarm was closed more than 24 hours ago."], centrePhone));
    return null;
  }
  return { ...shown, caseId: linked.caseId };
}

const pageFor = ({ now, centrePhone }: ContactPageNeeds, shown: ContactCase, token: string, wasTooLate: boolean): string =>
  alarmPage({ case: shown, now: now(), centrePhone, wasTooLate, path: `${contactPagePath}${token}` });

const tooOftenPage = ({ centrePhone }: ContactPageNeeds): string =>
  plainPage(
    "You have answered very often",
    ["Your first answers have arrived. Wait a minute, then open the link from the message again."],
    centrePhone,
  );

const foreignPage = ({ centrePhone }: ContactPageNeeds): string =>
  plainPage("Your answer did not arrive", ["Open the link from the message again, and press the button there."], centrePhone);

/** A browser says where a request comes from; programs that follow links do not send this. */
function isFromThisPage({ headers }: FastifyRequest): boolean {
  const site = headers["sec-fetch-site"];
  return site === undefined ? sameOrigin(headers.origin, headers.host) : site === "same-origin";
}

function send(reply: FastifyReply, status: number, page: string): FastifyReply {
  return reply.code(status).type("text/html; charset=utf-8").send(page);
}
