import { isIP } from "node:net";
import type { Carers } from "#homes/carers.ts";
import type { ContactLinks } from "#response/notify/contactLinks.ts";
import type { Accounts } from "../../access/accounts.ts";
import type { PasskeyNeeds } from "../../access/passkeys.ts";
import { emailTaken, faults } from "./joining.ts";

/**
 * The domain for which browsers make passkeys of this service: the host of its public address. Null where they make none: without a public
 * address, for an address without https (other than localhost), and for a number in place of a name.
 */
export function passkeyDomain(publicUrl: string | null): string | null {
  if (publicUrl === null) return null;
  const { protocol, hostname } = new URL(publicUrl);
  const isSecure = protocol === "https:" || hostname === "localhost";
  return isSecure && isIP(hostname.replace(/^\[|\]$/g, "")) === 0 ? hostname : null;
}

interface JoiningByPasskeyNeeds {
  carers: Carers;
  links: Pick<ContactLinks, "readInvitation">;
  createAccount: Accounts["create"];
}

/** An invitation that is accepted with a passkey in place of a password. */
export function joiningByPasskey({ carers, links, createAccount }: JoiningByPasskeyNeeds): Pick<PasskeyNeeds, "invited" | "join"> {
  return {
    async invited(token) {
      const id = links.readInvitation(token);
      const read = id === null ? ({ ok: false, why: "unknown" } as const) : await carers.invitation(id);
      return read.ok ? { name: read.invitation.contact.name } : { refused: faults[read.why][1] };
    },
    async join(token, email) {
      const id = links.readInvitation(token);
      if (id === null) return { refused: faults.unknown[1] };
      let accountId = "";
      const joined = await carers.join(id, async ({ contact }) => {
        const made = await createAccount({ email, name: contact.name, role: "carer", password: null });
        if (made.ok) accountId = made.id;
        return made.ok ? { accountId } : { refused: made.why };
      });
      if (joined.ok) return { accountId };
      if (joined.why !== "account") return { refused: faults[joined.why][1] };
      return { refused: joined.refused === "exists" ? emailTaken : "Write an email address." };
    },
  };
}
