/** The WebSocket subprotocol. A change that old clients can't read needs a new version. */
export const subprotocol = "taskwire.v1";
