import type pg from "pg";

/** An invitation to a contact, to be sent by one of the contact's channels. `now` in epoch ms. */
export interface InvitationMessage {
  invitationId: string;
  contactId: string;
  name: string;
  homeName: string;
  channel: "text" | "email";
  address: string;
  now: number;
}

const insertMessage = `INSERT INTO notification
    (dedup_key, invitation_id, kind, recipient, recipient_id, name, channel, address, sentence, next_at, created_at)
  VALUES ('invitation/' || $1::text || '/' || $4, $1::bigint, 'invitation', 'contact', $2, $3, $4, $5, $6, to_timestamp($7::float8 / 1000), to_timestamp($7::float8 / 1000))`;

/** Writes the message with the link of an invitation, in the transaction that makes the invitation. */
export async function writeInvitation(client: pg.ClientBase, message: InvitationMessage): Promise<void> {
  const { invitationId, contactId, name, homeName, channel, address, now } = message;
  const sentence = `you are invited to hear of alarms at ${homeName} on your phone`;
  await client.query(insertMessage, [invitationId, contactId, name, channel, address, sentence, now]);
}
