const longest = 200;

/** A name from outside as PostgreSQL can store it and a screen show it: without NUL, with whole characters, at most 200 of them. */
export const storable = (text: string): string => text.replaceAll("\0", "\ufffd").toWellFormed().slice(0, longest).toWellFormed();
