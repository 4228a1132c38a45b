/** The id of the element that shows a device on the page of its home. */
export const deviceElementId = (deviceId: string): string => `device-${deviceId}`;
