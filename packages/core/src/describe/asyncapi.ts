import type { z } from "zod";
import { subprotocol } from "../protocol/version.ts";
import { describedFrames } from "./frame-schemas.ts";
import { type JsonSchema, SchemaBook } from "./schema-book.ts";

/** The parts of an operation that the document shows. */
interface DescribedOperation {
  readonly name: string;
  readonly summary: string;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
}

/** Facts about the API as a whole, for the document. */
export interface AsyncApiOptions {
  readonly title?: string;
  /** The version of your API, not of AsyncAPI. */
  readonly version?: string;
  /** The host of the server, for example `app.example`. */
  readonly host?: string;
  /** The path of the upgrade. Default `/taskwire`. */
  readonly path?: string;
}

/** An AsyncAPI 3.1 document. */
export interface AsyncApiDocument {
  readonly asyncapi: "3.1.0";
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly [field: string]: unknown;
}

/**
 * Describes the WebSocket as an AsyncAPI 3.1 document: all frames, the input and the result of each
 * operation, also of your own ones, and the data of all events. It is made from the same schemas
 * that the server uses.
 *
 * @param operations the `operations` that `createTaskwire` returns
 * @example
 * ```ts
 * const document = asyncApiDocument(taskwire.operations, { host: "app.example" });
 * console.log(JSON.stringify(document));
 * ```
 */
export function asyncApiDocument(
  operations: object,
  options: AsyncApiOptions = {},
): AsyncApiDocument {
  const { title = "taskwire", version = "1", host = "localhost", path = "/taskwire" } = options;
  const book = new SchemaBook("#/components/schemas");
  const frames = describedFrames(book);
  const messages: { [name: string]: unknown } = {};
  const sent: string[] = [];
  const received: string[] = [];
  for (const [name, payload] of Object.entries(frames.up)) {
    messages[`up.${name}`] = message(`${name} frame of the client`, payload);
    received.push(`up.${name}`);
  }
  for (const [name, payload] of Object.entries(frames.down)) {
    messages[`down.${name}`] = message(`${name} frame of the server`, payload);
    sent.push(`down.${name}`);
  }
  for (const { name, summary, input, output } of Object.values(
    operations,
  ) as DescribedOperation[]) {
    messages[`call.${name}`] = message(summary, {
      type: "object",
      required: ["type", "id", "operation", "input"],
      properties: {
        type: { const: "call" },
        id: { type: "integer", minimum: 0 },
        operation: { const: name },
        input: book.of(input, "input"),
        key: { type: "string", minLength: 8, maxLength: 128 },
      },
    });
    messages[`result.${name}`] = message(`The result of ${name}.`, {
      type: "object",
      required: ["type", "id", "result"],
      properties: {
        type: { const: "result" },
        id: { type: "integer", minimum: 0 },
        result: book.of(output, "output"),
      },
    });
    received.push(`call.${name}`);
    sent.push(`result.${name}`);
  }
  const events = Object.fromEntries(
    Object.entries(frames.events).map(([type, data]) => [`data.${nameOf(type)}`, data]),
  );
  const refs = (names: readonly string[]) =>
    names.map((name) => ({ $ref: `#/channels/socket/messages/${nameOf(name)}` }));
  return {
    asyncapi: "3.1.0",
    info: {
      title,
      version,
      description: `The WebSocket of the subprotocol ${subprotocol}. The first frame of a client is \`authenticate\`, unless the upgrade has a bearer token.`,
    },
    defaultContentType: "application/json",
    servers: { app: { host, pathname: path, protocol: "wss" } },
    channels: {
      socket: {
        address: "/",
        description: "One connection of one person. All frames are JSON texts.",
        messages: Object.fromEntries(
          Object.keys(messages).map((name) => [
            nameOf(name),
            { $ref: `#/components/messages/${nameOf(name)}` },
          ]),
        ),
      },
    },
    operations: {
      receive: {
        action: "receive",
        channel: { $ref: "#/channels/socket" },
        summary: "The frames that a server takes.",
        messages: refs(received),
      },
      send: {
        action: "send",
        channel: { $ref: "#/channels/socket" },
        summary: "The frames that a server sends.",
        messages: refs(sent),
      },
    },
    components: {
      messages: Object.fromEntries(
        Object.entries(messages).map(([name, one]) => [nameOf(name), one]),
      ),
      schemas: { ...book.shared, ...events },
    },
  };
}

const message = (summary: string, payload: JsonSchema) => ({ summary, payload });

/** Keys of components have letters, digits, dots, hyphens and underscores only. */
const nameOf = (name: string): string => name.replaceAll(/[^\w.-]/g, "_");
