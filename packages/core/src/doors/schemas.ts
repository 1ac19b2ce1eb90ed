export type { AsyncApiDocument, AsyncApiOptions } from "../describe/asyncapi.ts";
export { asyncApiDocument } from "../describe/asyncapi.ts";
export type { FrameSchemas, NamedSchemas } from "../describe/frame-schemas.ts";
export { frameSchemas } from "../describe/frame-schemas.ts";
export type { JsonSchema } from "../describe/schema-book.ts";
