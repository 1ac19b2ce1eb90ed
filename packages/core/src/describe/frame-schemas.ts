import { actionEventData, eventData } from "../model/event-data.ts";
import { downSchemas } from "../protocol/down/schemas.ts";
import { up } from "../protocol/up/index.ts";
import { type JsonSchema, SchemaBook } from "./schema-book.ts";

/** JSON Schemas by name. */
export interface NamedSchemas {
  readonly [name: string]: JsonSchema;
}

/** The JSON Schemas of the wire protocol, each by the name of its frame or event. */
export interface FrameSchemas {
  readonly $schema: string;
  /** The frames that a client sends. */
  readonly up: NamedSchemas;
  /** The frames that a server sends. */
  readonly down: NamedSchemas;
  /** The `data` of taskwire's own events. `task.<action>` is the data of the workflow's actions. */
  readonly events: NamedSchemas;
  readonly $defs: NamedSchemas;
}

/**
 * Describes all frames and events of the wire protocol as JSON Schemas (draft 2020-12), from the
 * schemas that the server uses. Use it to check a client in another language, or to generate types.
 *
 * @example
 * ```ts
 * const { down, $defs } = frameSchemas();
 * console.log(down.welcome);
 * ```
 */
export function frameSchemas(): FrameSchemas {
  const book = new SchemaBook("#/$defs");
  const schemas = describedFrames(book);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    ...schemas,
    $defs: book.shared,
  };
}

/** The schemas of all frames and events, written with the references of a document. */
export function describedFrames(book: SchemaBook): Pick<FrameSchemas, "up" | "down" | "events"> {
  const ups = up.options.map((frame) => [frame.shape.type.value, book.of(frame, "input")] as const);
  const downs = Object.entries(downSchemas).map(
    ([name, frame]) => [name, book.of(frame, "output")] as const,
  );
  const events = Object.entries({ ...eventData, "task.<action>": actionEventData }).map(
    ([type, data]) => [type, book.of(data, "output")] as const,
  );
  return {
    up: Object.fromEntries(ups),
    down: Object.fromEntries(downs),
    events: Object.fromEntries(events),
  };
}
