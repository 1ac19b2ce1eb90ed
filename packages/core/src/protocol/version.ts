/** The WebSocket subprotocol. A change that an old client can't read makes it `v2`. */
export const subprotocol = "taskwire.v1";
