export type { WsAdapter, WsAdapterOptions } from "./adapter.ts";
export { wsAdapter } from "./adapter.ts";
