/** The address that opens the phone with this number. */
export const telephone = (written: string): string => `tel:${written.replaceAll(/[^+\d]/g, "")}`;
