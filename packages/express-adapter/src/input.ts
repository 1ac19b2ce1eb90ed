import { TaskwireError } from "@taskwire/core/adapter";
import type { Request } from "express";
import { z } from "zod";
import type { AnyOperation } from "./routes.ts";

type JsonSchema = z.core.JSONSchema.BaseSchema;
type Fields = { [field: string]: unknown };

/**
 * Maximum depth. Every operation's input is less deep, and recursive functions can handle this
 * depth.
 */
const maxDepth = 64;

/**
 * Returns a function that reads an operation's input from a request: path parameters, and the query
 * string (GET) or the JSON body. It only collects the fields; the operation's own schema validates
 * them.
 */
export function inputReader({ route, input }: AnyOperation): (request: Request) => Fields {
  const fromQuery = route.method === "GET" ? queryReader(input) : undefined;
  return (request) => {
    const queryAt = request.url.indexOf("?") + 1;
    const query = queryAt > 0 ? request.url.slice(queryAt) : "";
    if (!fromQuery && query !== "" && new URLSearchParams(query).size > 0) {
      throw new TaskwireError(
        "invalid",
        "This route takes its input from the body. Don't use the query string.",
      );
    }
    const fields = fromQuery ? fromQuery(new URLSearchParams(query)) : fieldsOf(request.body);
    for (const name of Object.keys(request.params)) {
      if (Object.hasOwn(fields, name))
        throw new TaskwireError("invalid", `"${name}" is already in the path. Leave it out here.`);
    }
    return { ...fields, ...request.params };
  };
}

function fieldsOf(body: unknown): Fields {
  if (body === undefined) return {};
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new TaskwireError("invalid", "The body is not a JSON object.");
  }
  if (!isPlain(body, 0)) {
    throw new TaskwireError(
      "invalid",
      `The body has a field "__proto__" or is more than ${maxDepth} levels deep.`,
    );
  }
  return body as Fields;
}

// JSON.parse creates "__proto__" as an own field. Code that later copies the fields one by one
// would set a prototype.
function isPlain(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (depth === maxDepth || Object.hasOwn(value, "__proto__")) return false;
  return Object.values(value).every((part) => isPlain(part, depth + 1));
}

/**
 * Returns a function that reads the fields from a query string. A text becomes a number, a boolean
 * or a list only if the field's schema allows that and doesn't allow text.
 */
function queryReader(input: z.ZodType): (query: URLSearchParams) => Fields {
  const root = z.toJSONSchema(input, { io: "input", unrepresentable: "any" });
  return (query) => {
    const fields: Fields = {};
    for (const name of new Set(query.keys())) {
      if (name === "__proto__")
        throw new TaskwireError("invalid", 'The query string has a field "__proto__".');
      const schemas = alternatives(root, root).flatMap(({ properties }) =>
        alternatives(properties?.[name], root),
      );
      const lists = schemas.filter((schema) => typesOf(schema).includes("array"));
      const items = lists.flatMap(({ items }) => alternatives(items as JsonSchema, root));
      const values = query
        .getAll(name)
        .map((text) => coerce(text, lists.length > 0 ? items : schemas));
      // A repeated field that is not a list becomes a list too; the schema then refuses it.
      fields[name] = values.length > 1 || lists.length > 0 ? values : values[0];
    }
    return fields;
  };
}

function coerce(text: string, schemas: readonly JsonSchema[]): unknown {
  const types = new Set(schemas.flatMap(typesOf));
  if (types.has("string")) return text;
  if ((types.has("number") || types.has("integer")) && /^-?\d{1,40}(\.\d{1,17})?$/.test(text))
    return Number(text);
  if (types.has("boolean") && (text === "true" || text === "false")) return text === "true";
  return text;
}

// JSON Schema also allows a list of types. zod's types only know a single one.
const typesOf = ({ type }: JsonSchema): readonly unknown[] => [type].flat();

/** Returns a schema and, recursively, its alternatives and references: all shapes of a value. */
function alternatives(schema: unknown, root: JsonSchema, depth = 0): JsonSchema[] {
  if (typeof schema !== "object" || schema === null || depth > 8) return [];
  const { $ref, anyOf, oneOf, allOf } = schema as JsonSchema;
  const target = $ref && root.$defs?.[$ref.replace("#/$defs/", "")];
  const parts = [target, ...(anyOf ?? []), ...(oneOf ?? []), ...(allOf ?? [])];
  return [schema as JsonSchema, ...parts.flatMap((part) => alternatives(part, root, depth + 1))];
}
