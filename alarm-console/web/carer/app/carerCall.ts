import { type Answer, call } from "../../shared/api/call.ts";
import { commonPhrases } from "../words/common.ts";
import { presentLanguage } from "../words/useLanguage.ts";

/** A call of the carer's page. That no answer came is said in the language of the phone; what the service answers is English. */
export async function carerCall<T>(...asked: Parameters<typeof call>): Promise<Answer<T>> {
  const answer = await call<T>(...asked);
  if (answer.ok || answer.status !== null) return answer;
  const { noAnswer, cannotConnect } = commonPhrases[presentLanguage()];
  return { ...answer, message: answer.code === "timeout" ? noAnswer : cannotConnect };
}
