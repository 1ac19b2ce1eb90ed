import { z } from "zod";
import { boardSchema } from "../model/board.ts";
import { commentSchema } from "../model/comment.ts";
import { userIdSchema } from "../model/id.ts";
import { memberSchema } from "../model/member.ts";
import { messageSchema } from "../model/message.ts";
import { roomSchema } from "../model/room.ts";
import { roomMemberSchema } from "../model/room-member.ts";
import {
  fieldOf,
  type JsonSchema,
  type Shape,
  shapesOf,
  toJsonSchema,
} from "../model/schema-shape.ts";
import { subtaskSchema } from "../model/subtask.ts";
import { taskSchema } from "../model/task.ts";
import type { Workflow } from "../workflow/workflow.ts";

/** The number of levels in which paths are looked for, to suggest one. */
const maxDepth = 6;

function describe(schema: z.ZodType): JsonSchema {
  try {
    return toJsonSchema(schema, "output");
  } catch {
    // JSON Schema can't describe every schema of zod. Then every path into it is accepted.
    return {};
  }
}

const several = (known: readonly string[]) => z.enum(known as [string, ...string[]]);

/** The fields of the facts that conditions are judged on, with the task data of the workflow and the names of the roles. */
export class FactFields {
  readonly #facts: JsonSchema;
  readonly #data: readonly JsonSchema[];

  constructor({ data: { states }, types }: Workflow, roles: readonly string[]) {
    const role = roles.length > 0 ? several(roles) : z.string();
    const kinds = Object.keys(states);
    this.#data = Object.values(types).map(({ data }) => describe(data));
    this.#facts = toJsonSchema(
      z.object({
        actor: z.object({ userId: userIdSchema, role }),
        board: boardSchema,
        member: memberSchema.extend({ role }),
        task: taskSchema
          .omit({ approval: true })
          .extend({ state: several(kinds), type: several(Object.keys(types)) }),
        subtask: subtaskSchema,
        comment: commentSchema,
        room: roomSchema,
        roomMember: roomMemberSchema,
        message: messageSchema,
      }),
      "output",
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
