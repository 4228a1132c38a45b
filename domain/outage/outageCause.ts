/** What the homes of an outage have in common, from the widest to the narrowest. `all`: nothing but Link Line's own broker and the network to it. */
export const outageCauses = ["all", "family", "network", "area", "district"] as const;
export type OutageCauseKind = (typeof outageCauses)[number];

export interface OutageCause {
  cause: OutageCauseKind;
  /** Such as the name of the area; empty for `all`. */
  value: string;
}

/** "in the area North Leeds": where an outage is, in a sentence. */
export function causeText({ cause, value }: OutageCause): string {
  switch (cause) {
    case "all":
      return "across all areas: look at Link Line's broker and the network to it";
    case "family":
      return `of homes with ${value} gateways`;
    case "network":
      return `on the network ${value}`;
    case "area":
      return `in the area ${value}`;
    case "district":
      return `in the postcode district ${value}`;
  }
}
