import { type ErrorCode, errorCodes, keySchema } from "@taskwire/core/adapter";
import { z } from "zod";
import { createDocument, type oas31, type ZodOpenApiPathsObject } from "zod-openapi";
import { placeInput } from "./openapi-input.ts";
import { problemSchema } from "./problem.ts";
import { type AnyOperation, listOperations, methodOf } from "./routes.ts";

/** What the document says of the API as a whole. */
export interface OpenApiOptions {
  readonly title?: string;
  /** Of the API, not of OpenAPI. */
  readonly version?: string;
  /** Where the routes are, e.g. `https://app.example.com/api`. */
  readonly server?: string;
}

/** A document of OpenAPI 3.1. */
export interface OpenApiDocument extends oas31.OpenAPIObject {}

/**
 * Describes the routes as OpenAPI 3.1, from the same schemas that check what comes in.
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
        parameters: { IdempotencyKey: idempotencyKey },
        responses: problemResponses(),
      },
    },
    {
      allowEmptySchema: { custom: true },
      // Later versions add fields: a client that insisted on today's would break.
      override: ({ jsonSchema, io }) => {
        if (io === "output" && jsonSchema.additionalProperties === false)
          delete jsonSchema.additionalProperties;
      },
    },
    // Its own types leave no room for exactOptionalPropertyTypes.
  ) as OpenApiDocument;
  for (const operation of all) {
    const described = document.paths?.[templateOf(operation.route.path)]?.[methodOf(operation)];
    if (described) placeInput(described, operation.route, document.components?.schemas ?? {});
  }
  return document;
}

const templateOf = (path: string): string => path.replace(/:(\w+)/g, "{$1}");

const idempotencyKey = keySchema.optional().meta({
  param: { name: "Idempotency-Key", in: "header" },
  description:
    "At most one effect per person and key: repeat a command with its own key, and get the first result.",
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

function describe({ name, kind, target, permission, summary, route, input, output }: AnyOperation) {
  const statuses = [
    ...forAll,
    ...(kind === "command" ? forCommands : []),
    ...(route.method === "GET" ? [] : [415]),
  ];
  if (target !== "app" || route.path.includes(":")) statuses.push(errorCodes.not_found.status);
  const problems = statuses
    .sort()
    .map((status) => [status, { $ref: `#/components/responses/Problem${status}` }]);
  return {
    operationId: name,
    tags: [name.split(".")[0]],
    summary,
    description: `Permission: \`${permission}\`.`,
    ...(kind === "command" && { parameters: [{ $ref: "#/components/parameters/IdempotencyKey" }] }),
    // The whole input for now; placeInput moves out what isn't in the body.
    requestBody: { content: { "application/json": { schema: input } } },
    responses: {
      200: { description: "The result.", content: { "application/json": { schema: output } } },
      ...Object.fromEntries(problems),
    },
  };
}

function problemResponses() {
  const codes = Object.entries(errorCodes);
  const statuses = new Set([...codes.map(([, { status }]) => status), 415]);
  const entries = [...statuses].map((status) => {
    const names =
      status === 415
        ? ["invalid"]
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
