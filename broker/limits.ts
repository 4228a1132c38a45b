/**
 * What devices may send before the broker stops reading from their sockets. A publish is in flight from the moment it passes the gate
 * until it is acknowledged or refused.
 */
export const inFlightPerConnection = 64;
export const inFlightBytesPerConnection = 131_072;
/** Over all connections, so that memory stays bounded however many devices connect. */
export const inFlightInAll = 16_384;

/** Of one device over all its connections; a burst of twice that passes. */
export const packetsPerSecond = 1000;
export const connectionsPerDevice = 4;

/** The longest packet that is neither PUBLISH nor CONNECT. */
export const otherPacketBytes = 1024;
/** Room in a packet beside the payload: topic, packet id, fields of CONNECT. */
export const packetOverheadBytes = 512;
/** The longest payload of a gateway: the inventory of a home with a hundred devices has some hundred kilobytes. */
export const gatewayPayloadBytes = 4_194_304;
