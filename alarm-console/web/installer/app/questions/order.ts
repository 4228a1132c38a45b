import type { Question } from "./fields.ts";
import { contactQuestions, homeQuestions, personQuestions } from "./fields.ts";

const lists: readonly (readonly Question[])[] = [homeQuestions, personQuestions, contactQuestions];

/** The address of the page after a question. Of a person and a contact there may be more. */
export function pageAfter(jobKey: string, question: Question, entityKey: string): string {
  const list = lists.find((one) => one.includes(question)) ?? [];
  const next = list[list.indexOf(question) + 1];
  if (next !== undefined) return `#/job/${jobKey}/q/${next.id}${next.kind === "home" ? "" : `/${entityKey}`}`;
  return question.kind === "home" ? `#/job/${jobKey}/q/person` : `#/job/${jobKey}/another/${question.kind}`;
}
