import { z } from "zod";

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The kind of a value. `any` means that the schema does not say it. */
export type Kind = "text" | "time" | "number" | "boolean" | "null" | "list" | "record" | "any";

/** One shape that a value can have. */
export interface Shape {
  readonly kind: Kind;
  /** All values that it can have, if the schema lists them. */
  readonly values: readonly unknown[] | undefined;
  readonly schema: JsonSchema;
  /** The schema that contains the definitions which `schema` refers to. */
  readonly root: JsonSchema;
}

export const anything: Shape = { kind: "any", values: undefined, schema: {}, root: {} };

/**
 * Converts a zod schema. `input` describes the values that it accepts, and `output` the values that
 * it returns. Dates are texts, as in JSON.
 */
export const toJsonSchema = (schema: z.ZodType, io: "input" | "output"): JsonSchema =>
  z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override({ zodSchema, jsonSchema }) {
      if (zodSchema._zod.def.type === "date")
        Object.assign(jsonSchema, { type: "string", format: "date-time" });
    },
  }) as JsonSchema;

/** Returns the shapes that a schema allows. */
export function shapesOf(
  given: JsonSchema | boolean,
  root: JsonSchema,
  seen: readonly unknown[] = [],
): Shape[] {
  if (given === false || seen.includes(given)) return [];
  if (given === true) return [anything];
  if (given.$ref !== undefined) {
    const name = decodeURIComponent(given.$ref.split("/").at(-1) ?? "");
    const target = given.$ref === "#" ? root : root.$defs?.[name];
    return shapesOf((target ?? {}) as JsonSchema, root, [...seen, given]);
  }
  const parts = given.anyOf ?? given.oneOf ?? given.allOf;
  if (parts) return parts.flatMap((part) => shapesOf(part as JsonSchema, root, seen));
  const values = given.const !== undefined ? [given.const] : given.enum;
  const types = given.type ?? [...new Set((values ?? []).map(typeOf))];
  const kinds = [types].flat().map((type) => kindOf(type, given.format));
  return (kinds.length > 0 ? kinds : ["any" as const]).map((kind) => ({
    kind,
    values,
    schema: given,
    root,
  }));
}

const typeOf = (value: unknown): string => (value === null ? "null" : typeof value);

function kindOf(type: string, format: string | undefined): Kind {
  switch (type) {
    case "string":
      return format === "date-time" || format === "date" ? "time" : "text";
    case "integer":
    case "number":
      return "number";
    case "array":
      return "list";
    case "object":
      return "record";
    case "boolean":
    case "null":
      return type;
  }
  return "any";
}

/** Returns the shapes of a field of a record. Empty if there is no such field. */
export function fieldOf({ kind, schema, root }: Shape, name: string): Shape[] {
  if (kind === "any") return [anything];
  if (kind !== "record") return [];
  const { properties = {}, additionalProperties = false, propertyNames } = schema;
  const names = (propertyNames as JsonSchema | undefined)?.enum;
  if (names && !names.includes(name)) return [];
  const field = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
  return field === undefined ? [] : shapesOf(field as JsonSchema, root);
}

/** Returns the shapes of a list's entries. */
export const entriesOf = ({ schema, root, kind }: Shape): Shape[] =>
  kind === "any"
    ? [anything]
    : [schema.items ?? [], schema.prefixItems ?? []]
        .flat()
        .flatMap((one) => shapesOf(one as JsonSchema, root));
