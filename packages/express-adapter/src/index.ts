export type { ExpressAdapterOptions } from "./adapter.ts";
export { expressAdapter } from "./adapter.ts";
export type { OpenApiDocument, OpenApiOptions } from "./openapi.ts";
export { openApiDocument } from "./openapi.ts";
