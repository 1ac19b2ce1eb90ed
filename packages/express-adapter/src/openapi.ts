import {
  type Definitions,
  type ErrorCode,
  errorCodes,
  isVersioned,
  keySchema,
  namesFor,
} from "@taskwire/core/adapter";
import { z } from "zod";
import { createDocument, type oas31, type ZodOpenApiPathsObject } from "zod-openapi";
import { splitInput } from "./openapi-input.ts";
import { ifMatchPattern } from "./preconditions.ts";
import { problemSchema } from "./problem.ts";
import { hasHeaders } from "./result-headers.ts";
import { type AnyOperation, listOperations, methodOf } from "./routes.ts";

/** Facts about the API as a whole, for the document. */
export interface OpenApiOptions {
  readonly title?: string;
  /** The version of your API, not of OpenAPI. */
  readonly version?: string;
  /** The address of the routes, e.g. `https://app.example.com/api`. */
  readonly server?: string;
  /**
   * The `definitions` that `createTaskwire` returns. With them, the document has the names of
   * roles, actions and reasons.
   */
  readonly definitions?: Definitions;
}

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument extends oas31.OpenAPIObject {}

/**
 * Describes the routes as an OpenAPI 3.1 document, from the same schemas that validate requests.
 *
 * @example
 * ```ts
 * await writeFile("openapi.json", JSON.stringify(openApiDocument(taskwire.operations, { title: "Sales" })));
 * ```
 */
export function openApiDocument(operations: object, options: OpenApiOptions = {}): OpenApiDocument {
  const { title = "taskwire", version = "1", server } = options;
  const all = listOperations(operations);
  const paths: { [path: string]: { [method: string]: unknown } } = {};
  for (const operation of all) {
    const path = templateOf(operation.route.path);
    paths[path] = { ...paths[path], [methodOf(operation)]: describe(operation) };
  }
  const document = createDocument(
    {
      openapi: "3.1.1",
      info: { title, version },
      ...(server !== undefined && { servers: [{ url: server }] }),
      security: [{ bearer: [] }],
      paths: paths as ZodOpenApiPathsObject,
      components: {
        securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
        parameters: { IdempotencyKey: idempotencyKey, IfMatch: ifMatch },
        responses: problemResponses(),
      },
    },
    {
      allowEmptySchema: { custom: true },
      // Later versions add fields to results. A client that refuses unknown fields would break.
      override: ({ zodSchema, jsonSchema, io }) => {
        const names = options.definitions && namesFor(zodSchema, options.definitions);
        if (io === "input" && names) jsonSchema.enum = [...names];
        if (io === "output" && jsonSchema.additionalProperties === false)
          delete jsonSchema.additionalProperties;
      },
    },
    // The library's types don't allow for exactOptionalPropertyTypes.
  ) as OpenApiDocument;
  for (const operation of all) {
    const described = document.paths?.[templateOf(operation.route.path)]?.[methodOf(operation)];
    if (described) splitInput(described, operation.route, document.components?.schemas ?? {});
  }
  return document;
}

const templateOf = (path: string): string => path.replace(/:(\w+)/g, "{$1}");

const idempotencyKey = keySchema.optional().meta({
  param: { name: "Idempotency-Key", in: "header" },
  description:
    "At most one effect per user and key. Repeat a command with the same key to get its first result.",
});

const ifMatch = z
  .string()
  .optional()
  .meta({
    param: { name: "If-Match", in: "header" },
    pattern: ifMatchPattern,
    description: "The ETag that the record must have. Otherwise the answer is 412.",
  });

const statusesOf = (codes: readonly ErrorCode[]) => [
  ...new Set(codes.map((code) => errorCodes[code].status)),
];
const forAll = statusesOf([
  "invalid",
  "unauthenticated",
  "forbidden",
  "rate_limited",
  "internal",
  "unavailable",
]);
const forCommands = statusesOf(["conflict", "refused", "key_reused", "too_large"]);

function describe(operation: AnyOperation) {
  const { name, kind, target, permission, summary, route, input, output, errors = [] } = operation;
  const canExpect = isVersioned(operation);
  // A link is its own key, and its token can take the place of a session.
  const isLink = target === "link";
  const statuses = new Set<number>([
    ...forAll,
    ...(kind === "command" ? forCommands : []),
    ...(route.method === "GET" ? [] : [415]),
    ...(target !== "app" || route.path.includes(":") ? statusesOf(["not_found"]) : []),
    ...(canExpect ? [412] : []),
    ...statusesOf(errors),
  ]);
  const problems = [...statuses]
    .sort()
    .map((status) => [status, { $ref: `#/components/responses/Problem${status}` }]);
  const parameters = [
    ...(kind === "command" && !isLink ? [{ $ref: "#/components/parameters/IdempotencyKey" }] : []),
    ...(canExpect ? [{ $ref: "#/components/parameters/IfMatch" }] : []),
  ];
  return {
    operationId: name,
    tags: [name.split(".")[0]],
    summary,
    description: `Permission: \`${permission}\`.`,
    ...(parameters.length > 0 && { parameters }),
    ...(isLink && { security: [{ bearer: [] }, {}] }),
    // The whole input for now. splitInput moves the fields that are not in the body.
    requestBody: { content: { "application/json": { schema: input } } },
    responses: {
      200: {
        description: "The result.",
        ...(hasHeaders(operation) && {
          headers: z.object({
            ETag: etag,
            ...(operation.creates !== undefined && { Location: location }),
          }),
        }),
        content: { "application/json": { schema: output } },
      },
      ...Object.fromEntries(problems),
    },
  };
}

const location = z.string().meta({ description: "The path of the record that was created." });

const etag = z
  .string()
  .optional()
  .meta({ description: "The record's version in quotes. Send it as `If-Match`." });

function problemResponses() {
  const codes = Object.entries(errorCodes);
  const statuses = new Set([...codes.map(([, { status }]) => status), 412, 415]);
  const entries = [...statuses].map((status) => {
    const names =
      status === 415 || status === 412
        ? [status === 415 ? "invalid" : "conflict"]
        : codes.filter(([, error]) => error.status === status).map(([code]) => code);
    const description = names.map((name) => `\`${name}\``).join(" or ");
    const headers =
      status === 429 || status === 503
        ? z.object({ "Retry-After": z.string().optional() })
        : undefined;
    const content = { "application/problem+json": { schema: problemSchema } };
    return [`Problem${status}`, { description, content, ...(headers && { headers }) }];
  });
  return Object.fromEntries(entries);
}
