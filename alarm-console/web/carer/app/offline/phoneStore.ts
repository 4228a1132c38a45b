import { phoneStores } from "../../../shared/phone/phoneStores.ts";

/** What the phone stores of the carer's pages: taps that are not sent yet, and the last answers of the service. */
const stores = phoneStores("linkline-carer", ["taps", "answers"]);

export const readStored = stores.read;
export const readAllStored = stores.readAll;
export const writeStored = stores.write;
export const deleteStored = stores.delete;
export const clearStored = stores.clear;
