import { useCallback, useState } from "react";
import type { Answer } from "../../shared/api/call.ts";
import { useWhileVisible } from "../../shared/clock/useWhileVisible.ts";
import { wallDay, wallMinute } from "../../shared/clock/wallTime.ts";
import { deskHref } from "../../shared/navigation/pageAddress.ts";
import { AccountDetails } from "./AccountDetails.tsx";
import { type Account, readAccounts, stateOf } from "./accounts.ts";
import { NewAccountForm } from "./NewAccountForm.tsx";
import { Tokens } from "./Tokens.tsx";
import "./accounts.css";

const readEveryMs = 30_000;

/** Administrators see the accounts of people, and change them. */
export function AccountsPage() {
  const [q, setQ] = useState("");
  const [list, setList] = useState<Answer<{ items: Account[]; more: boolean }> | null>(null);
  const [opened, setOpened] = useState<string | null>(null);
  const read = useCallback(() => void readAccounts(q.trim()).then(setList), [q]);
  useWhileVisible(read, readEveryMs);
  return (
    <div className="sheet accounts">
      <header className="sheet-head">
        <p className="sheet-way">
          <a href={deskHref}>Back</a>
        </p>
        <h2>Accounts</h2>
        <p className="secondary">Family carers get their accounts by invitation, from the page of the home.</p>
      </header>
      <section aria-labelledby="new-account">
        <h3 id="new-account">Create an account</h3>
        <NewAccountForm onCreated={read} />
      </section>
      <section aria-labelledby="all-accounts">
        <h3 id="all-accounts">All accounts</h3>
        <label className="field account-search">
          Part of the name or email
          <input type="search" value={q} onChange={(event) => setQ(event.target.value)} />
        </label>
        {list !== null && !list.ok && (
          <p className="fault" role="alert">
            {list.message}
          </p>
        )}
        {list?.ok && list.value.items.length === 0 && <p className="secondary">None.</p>}
        <ul className="account-list" aria-label="Accounts">
          {list?.ok &&
            list.value.items.map((one) => (
              <li key={one.id}>
                <button
                  type="button"
                  className="plain"
                  aria-expanded={opened === one.id}
                  onClick={() => setOpened(opened === one.id ? null : one.id)}
                >
                  {one.name}
                </button>{" "}
                {one.email}, {one.role}, {stateOf(one)}
                {one.seenAt !== null && (
                  <span className="secondary">
                    {" "}
                    last seen {wallDay(one.seenAt)} {wallMinute(one.seenAt)}
                  </span>
                )}
                {opened === one.id && <AccountDetails account={one} onChanged={read} />}
              </li>
            ))}
        </ul>
        {list?.ok && list.value.more && <p className="secondary">There are more. Search for a name or email.</p>}
      </section>
      <Tokens />
    </div>
  );
}
