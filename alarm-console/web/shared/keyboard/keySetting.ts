const storageKey = "linkline.keys";

/** Whether single-key shortcuts are on. This browser remembers it. */
export const keysAreOn = (): boolean => localStorage.getItem(storageKey) !== "off";

export const switchKeys = (on: boolean): void => localStorage.setItem(storageKey, on ? "on" : "off");
