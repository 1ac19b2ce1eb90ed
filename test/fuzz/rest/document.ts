import type { ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

/** A schema of the document. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: { readonly [name: string]: Schema };
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** A schema with the function that checks values against it. */
export interface Checked {
  readonly schema: Schema;
  readonly takes: ValidateFunction;
}

export interface Parameter extends Checked {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
}

/** One answer of a route, as the document describes it. */
export interface DescribedAnswer {
  readonly type: string | undefined;
  readonly body: ValidateFunction | undefined;
}

/** One of the shapes that a body can have. */
export interface Shape {
  readonly fields: readonly (Checked & { readonly name: string; readonly required: boolean })[];
}

export interface Body extends Checked {
  readonly required: boolean;
  readonly shapes: readonly Shape[];
}

/** One route as the document describes it. */
export interface DescribedRoute {
  readonly name: string;
  readonly method: string;
  /** With parameters such as `{boardId}`. */
  readonly path: string;
  /** False: a link takes the place of a session. */
  readonly needsSession: boolean;
  readonly parameters: readonly Parameter[];
  readonly body: Body | undefined;
  readonly answers: ReadonlyMap<number, DescribedAnswer>;
}

type Json = { readonly [name: string]: Json };

/**
 * Reads the routes of an OpenAPI 3.1 document. Answers are checked strictly: a field that the document doesn't
 * describe is a mistake too.
 */
export function routesOf(served: object): DescribedRoute[] {
  const document = served as unknown as { readonly paths: Json; readonly components: object };
  const inputs = validators(document);
  const outputs = validators(closed(document) as object);
  const resolved = (one: Json): [Json, string | undefined] => {
    if (typeof one.$ref !== "string") return [one, undefined];
    const path = (one.$ref as string).slice(2).split("/");
    const target = path.reduce<Json>((at, name) => at[name] as Json, document as never);
    return [target, one.$ref as string];
  };
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const at = pointer("paths", path, method);
      const {
        parameters = [],
        requestBody,
        responses,
      } = operation as unknown as {
        parameters?: Json[];
        requestBody?: { required?: boolean; content: Json };
        responses: Json;
      };
      return {
        name: String(operation.operationId),
        method: method.toUpperCase(),
        path,
        needsSession: operation.security === undefined,
        parameters: parameters.map((given, i) => {
          const [parameter, ref] = resolved(given);
          return {
            name: String(parameter.name),
            in: parameter.in as unknown as Parameter["in"],
            required: (parameter.required as unknown) === true,
            schema: parameter.schema as Schema,
            takes: inputs(`${ref ?? `${at}/parameters/${i}`}/schema`),
          };
        }),
        body: requestBody && {
          required: requestBody.required === true,
          ...bodyOf(
            (requestBody.content["application/json"] as Json).schema as Schema,
            `${at}/requestBody/content/application~1json/schema`,
            inputs,
          ),
        },
        answers: new Map(
          Object.entries(responses).map(([status, given]) => {
            const [answer, ref] = resolved(given);
            const [type] = Object.keys(answer.content ?? {});
            const place = ref ?? `${at}/responses/${status}`;
            const body = type && outputs(`${place}/content/${escaped(type)}/schema`);
            return [Number(status), { type, body: body || undefined }];
          }),
        ),
      };
    }),
  );
}

function bodyOf(
  schema: Schema,
  at: string,
  inputs: (pointer: string) => ValidateFunction,
): Omit<Body, "required"> {
  const shapes: [Schema, string][] = schema.oneOf
    ? schema.oneOf.map((one, i) => [one, `${at}/oneOf/${i}`])
    : [[schema, at]];
  return {
    schema,
    takes: inputs(at),
    shapes: shapes.map(([shape, where]) => ({
      fields: Object.entries(shape.properties ?? {}).map(([name, field]) => ({
        name,
        required: shape.required?.includes(name) ?? false,
        schema: field,
        takes: inputs(`${where}/properties/${escaped(name)}`),
      })),
    })),
  };
}

function validators(document: object): (pointer: string) => ValidateFunction {
  const ajv = new Ajv2020({ strict: false, allErrors: false });
  addFormats.default(ajv);
  ajv.addSchema({ ...document, $id: "document" });
  return (at) => {
    const found = ajv.getSchema(`document${at}`);
    if (!found) throw new Error(`openapi.json has no schema at ${at}.`);
    return found;
  };
}

const escaped = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");

const pointer = (...names: readonly string[]): string =>
  `#/${names.map((name) => encodeURIComponent(escaped(name))).join("/")}`;

/** The same document, where every object has only the fields that are described. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== "object" || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, closed(one)]));
  if (copy.type === "object" && copy.properties && copy.additionalProperties === undefined)
    copy.additionalProperties = false;
  return copy;
}
