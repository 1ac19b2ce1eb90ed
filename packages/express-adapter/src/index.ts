export type { ExpressAdapterOptions } from "./adapter.ts";
export { expressAdapter } from "./adapter.ts";
export type { DecisionPageOptions } from "./decision-page/decision-page.ts";
export { decisionPage } from "./decision-page/decision-page.ts";
export type { SocketLimits } from "./limit-sockets.ts";
export { limitSockets } from "./limit-sockets.ts";
export type { OpenApiDocument, OpenApiOptions } from "./openapi.ts";
export { openApiDocument } from "./openapi.ts";
