export type { SocketConstructor, SocketLike } from "../socket.ts";
export { sharedByTabs } from "./shared-socket.ts";
