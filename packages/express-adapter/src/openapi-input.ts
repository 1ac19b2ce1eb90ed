import type { Operation } from "@taskwire/core/operations";
import type { oas31 } from "zod-openapi";
import { parametersOf } from "./routes.ts";

type Schema = oas31.SchemaObject;
type Schemas = { readonly [name: string]: Schema | oas31.ReferenceObject };

/**
 * Splits the input of an operation, which was first described as one body. The parameters of the
 * route move to the path. With GET, all other fields move to the query string. Otherwise they stay
 * in the body.
 */
export function splitInput(
  operation: oas31.OperationObject,
  { method, path }: Operation["route"],
  schemas: Schemas,
): void {
  const { content } = operation.requestBody as oas31.RequestBodyObject;
  const shapes = shapesOf(content["application/json"]?.schema ?? {}, schemas);
  const inPath = parametersOf(path);
  const elsewhere = [
    ...new Set(shapes.flatMap(({ properties }) => Object.keys(properties ?? {}))),
  ].filter((name) => !inPath.includes(name));
  const schemaOf = (name: string) =>
    shapes.find(({ properties }) => properties && name in properties)?.properties?.[name];
  const isRequired = (name: string) => shapes.every(({ required }) => required?.includes(name));

  const parameters: oas31.ParameterObject[] = inPath.map((name) => {
    return { name, in: "path", required: true, schema: schemaOf(name) ?? { type: "string" } };
  });
  if (method === "GET") {
    for (const name of elsewhere) {
      parameters.push({
        name,
        in: "query",
        ...(isRequired(name) && { required: true }),
        schema: schemaOf(name) ?? {},
      });
    }
  }
  if (parameters.length > 0)
    operation.parameters = [...parameters, ...(operation.parameters ?? [])];

  if (method === "GET" || elsewhere.length === 0) {
    delete operation.requestBody;
    return;
  }
  const bodies = shapes.map((shape) => without(shape, inPath));
  const [only] = bodies;
  const schema = only && bodies.length === 1 ? only : { oneOf: bodies };
  const required = bodies.every((body) => (body.required?.length ?? 0) > 0);
  operation.requestBody = { required, content: { "application/json": { schema } } };
}

/** Returns the object schemas that a schema may stand for, with references resolved. */
function shapesOf(schema: Schema | oas31.ReferenceObject, schemas: Schemas): Schema[] {
  if ("$ref" in schema && typeof schema.$ref === "string") {
    const target = schemas[schema.$ref.replace("#/components/schemas/", "")];
    return target ? shapesOf(target, schemas) : [];
  }
  const { anyOf, oneOf } = schema as Schema;
  const parts = anyOf ?? oneOf;
  return parts ? parts.flatMap((part) => shapesOf(part, schemas)) : [schema as Schema];
}

function without(
  { properties = {}, required = [], ...rest }: Schema,
  names: readonly string[],
): Schema {
  const stillRequired = required.filter((name) => !names.includes(name));
  return {
    ...rest,
    properties: Object.fromEntries(
      Object.entries(properties).filter(([name]) => !names.includes(name)),
    ),
    ...(stillRequired.length > 0 && { required: stillRequired }),
  };
}
