import { phoneStores } from "../../../shared/phone/phoneStores.ts";

/** What the phone stores of the installer's pages: jobs, changes that are not sent yet, and the last answers of the service. */
export const phone = phoneStores("linkline-installer", ["jobs", "changes", "answers"]);
