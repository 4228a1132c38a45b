import type { HomeFacts } from "#domain/home.ts";
import { catalogue } from "./catalogue.ts";
import type { Rule } from "./rule.ts";

const defaults: ReadonlyMap<string, unknown> = new Map(catalogue.map((rule) => [rule.name, rule.settings.parse({})]));

/** Every home is guarded by every rule with its default settings until plans can be edited. */
export const defaultSettings = (_home: HomeFacts, rule: Rule): unknown => defaults.get(rule.name);
