import { z } from "zod";
import { boardSchema } from "../model/board.ts";
import { commentSchema } from "../model/comment.ts";
import { idSchema } from "../model/id.ts";
import { memberSchema } from "../model/member.ts";
import { messageSchema } from "../model/message.ts";
import { roomSchema } from "../model/room.ts";
import { roomMemberSchema } from "../model/room-member.ts";
import { subtaskSchema } from "../model/subtask.ts";
import { taskSchema } from "../model/task.ts";
import type { Workflow } from "../workflow/workflow.ts";

type Schema = z.core.JSONSchema.BaseSchema;

/** What a field can hold. `any`: its schema doesn't say. */
export type Kind = "text" | "time" | "number" | "boolean" | "null" | "list" | "record" | "any";

/** One shape that a value at a path can have. */
export interface Shape {
  readonly kind: Kind;
  /** The only values that it can have, where the schema names them. */
  readonly values: readonly unknown[] | undefined;
  readonly schema: Schema;
  /** Where the schema's references lead. */
  readonly root: Schema;
}

/** The deepest path that is looked for when one is suggested. */
const maxDepth = 6;

const jsonSchema = (schema: z.ZodType): Schema =>
  z.toJSONSchema(schema, {
    io: "output",
    unrepresentable: "any",
    override({ zodSchema, jsonSchema }) {
      if (zodSchema._zod.def.type === "date")
        Object.assign(jsonSchema, { type: "string", format: "date-time" });
    },
  }) as Schema;

function jsonSchemaOrAny(schema: z.ZodType): Schema {
  try {
    return jsonSchema(schema);
  } catch {
    // The schema is sound for zod, but JSON Schema can't say it: then every path into it is taken.
    return {};
  }
}

const several = (known: readonly string[]) => z.enum(known as [string, ...string[]]);

/** The fields of the facts that conditions are judged on, with the workflow's task data and the host's roles. */
export class FactFields {
  readonly #facts: Schema;
  readonly #data: readonly Schema[];

  constructor({ data: { states }, types }: Workflow, roles: readonly string[]) {
    const role = roles.length > 0 ? several(roles) : z.string();
    const kinds = Object.keys(states);
    this.#data = Object.values(types).map(({ data }) => jsonSchemaOrAny(data));
    this.#facts = jsonSchema(
      z.object({
        actor: z.object({ userId: idSchema, role }),
        board: boardSchema,
        member: memberSchema.extend({ role }),
        task: taskSchema.extend({ state: several(kinds), type: several(Object.keys(types)) }),
        subtask: subtaskSchema,
        comment: commentSchema,
        room: roomSchema,
        roomMember: roomMemberSchema,
        message: messageSchema,
      }),
    );
  }

  /** Returns the shapes that the value at a path can have; none if there is no such path. */
  at(path: string): Shape[] {
    const names = path.split(".");
    let shapes: Shape[];
    if (names[0] === "task" && names[1] === "data") {
      names.splice(0, 2);
      shapes = this.#data.flatMap((schema) => shapesOf(schema, schema));
    } else shapes = shapesOf(this.#facts, this.#facts);
    for (const name of names) shapes = shapes.flatMap((shape) => fieldOf(shape, name));
    return shapes;
  }

  /** Returns every path whose field is of a kind that is asked for. */
  paths(fits: (shape: Shape) => boolean): string[] {
    const found = new Set<string>();
    const add = (shapes: readonly Shape[], at: string, depth: number) => {
      if (at && shapes.some(fits)) found.add(at);
      if (depth === maxDepth) return;
      const names = new Set(shapes.flatMap(({ schema }) => Object.keys(schema.properties ?? {})));
      for (const name of names) {
        const path = at ? `${at}.${name}` : name;
        add(
          path === "task.data" ? this.at(path) : shapes.flatMap((shape) => fieldOf(shape, name)),
          path,
          depth + 1,
        );
      }
    };
    add(shapesOf(this.#facts, this.#facts), "", 0);
    return [...found];
  }
}

/** Returns the shapes of a list's entries. */
export const entriesOf = ({ schema, root, kind }: Shape): Shape[] =>
  kind === "any"
    ? shapesOf({}, root)
    : [schema.items ?? [], schema.prefixItems ?? []]
        .flat()
        .flatMap((one) => shapesOf(one as Schema, root));

const anything: Shape = { kind: "any", values: undefined, schema: {}, root: {} };

/** Takes a schema apart into the shapes that it allows. */
function shapesOf(given: Schema | boolean, root: Schema, seen: readonly unknown[] = []): Shape[] {
  if (given === false || seen.includes(given)) return [];
  if (given === true) return [anything];
  if (given.$ref !== undefined) {
    const name = given.$ref.split("/").at(-1) ?? "";
    const target = given.$ref === "#" ? root : root.$defs?.[decodeURIComponent(name)];
    return shapesOf((target ?? {}) as Schema, root, [...seen, given]);
  }
  const parts = given.anyOf ?? given.oneOf ?? given.allOf;
  if (parts) return parts.flatMap((part) => shapesOf(part as Schema, root, seen));
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

const typeOf = (value: unknown) => (value === null ? "null" : (typeof value as "string"));

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

function fieldOf({ kind, schema, root }: Shape, name: string): Shape[] {
  if (kind === "any") return [anything];
  if (kind !== "record") return [];
  const { properties = {}, additionalProperties = false, propertyNames } = schema;
  const names = (propertyNames as Schema | undefined)?.enum;
  if (names && !names.includes(name)) return [];
  const field = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
  return field === undefined ? [] : shapesOf(field as Schema, root);
}
