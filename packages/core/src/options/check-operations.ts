import type { z } from "zod";
import type { Operations, Route, Target } from "../engine/operation/definition.ts";
import { thereAre } from "../model/nearest.ts";
import { entriesOf, fieldOf, type Shape, shapesOf, toJsonSchema } from "../model/schema-shape.ts";
import { jsonProblem } from "./json-problem.ts";

type OwnOperation = Operations[string];

/** The ids that an operation's input needs, by its target. */
const idsOf: { readonly [T in Target]: readonly string[] } = {
  app: [],
  board: ["boardId"],
  task: ["boardId", "taskId"],
  subtask: ["boardId", "taskId", "subtaskId"],
  comment: ["boardId", "taskId", "commentId"],
  room: ["boardId", "roomId"],
  message: ["boardId", "roomId", "messageId"],
  link: ["token"],
};

/** Permissions that no role grants. */
const openPermissions = ["member", "anyone", "system"];
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
// The express adapter answers on these itself.
const takenPaths = ["/health", "/ready", "/openapi.json"];

/** The properties of every client. An operation with such a noun could not be called as a method. */
const clientNames = [
  ...["status", "onStatus", "welcome", "closed", "onClose", "call", "subscribe", "onFrame"],
  ...["signal", "reconnect", "close", "runtime"],
];

/** The definitions that the app's own operations have to fit. */
export interface OperationSurroundings {
  readonly builtIn: Operations;
  /** The permissions that roles can grant. */
  readonly permissions: readonly string[];
  /** Whether a decision has to name the version of the task. */
  readonly decisionNeeds?: "version" | "nothing";
}

/**
 * Refuses operations of the app that nobody could call, that would hide others, or that an adapter
 * couldn't serve.
 *
 * @throws {Error} naming the operation, what is wrong, and the cure.
 */
export function checkOperations(own: Operations, around: OperationSurroundings): void {
  const routes = new Map<string, string>();
  for (const operation of Object.values(around.builtIn))
    routes.set(placeOf(operation.route), operation.name);
  for (const [key, operation] of Object.entries(own)) {
    checkName(key, operation, around.builtIn);
    new OperationCheck(operation).check(around);
    const place = placeOf(operation.route);
    const other = routes.get(place);
    if (other !== undefined)
      throw new Error(
        `The operation "${key}" has the route ${operation.route.method} ${operation.route.path}, which "${other}" has; give it another one.`,
      );
    routes.set(place, key);
  }
}

/** Returns a route without the names of its parameters. Routes with the same result clash. */
const placeOf = ({ method, path }: Route): string => `${method} ${path.replace(/:\w+/g, ":")}`;

function checkName(key: string, operation: OwnOperation | undefined, builtIn: Operations): void {
  if (typeof operation?.run !== "function" || !["command", "query"].includes(operation.kind))
    throw new Error(
      `The operation "${key}" has no \`run\` or was not defined: give what command({ … }) or query({ … }) returned.`,
    );
  const { name } = operation;
  if (!/^[a-z]\w*\.[a-z]\w*$/i.test(name))
    throw new Error(`The operation "${name}" needs a noun and a verb, e.g. "tasks.nudge".`);
  const word = name.split(".").find((one) => one in {} || /^(then|toJSON)$/.test(one));
  if (word !== undefined)
    throw new Error(
      `The operation "${name}" has the word "${word}", which JavaScript objects use themselves; choose another word.`,
    );
  const noun = name.split(".")[0] ?? "";
  if (clientNames.includes(noun))
    throw new Error(
      `The operation "${name}" has the noun "${noun}", which is a property of every client; choose another noun.`,
    );
  if (name !== key)
    throw new Error(`The operation under "${key}" is named "${name}"; give both one name.`);
  if (Object.hasOwn(builtIn, name))
    throw new Error(`taskwire has an operation "${name}"; give yours another name.`);
}

class OperationCheck {
  readonly #operation: OwnOperation;

  constructor(operation: OwnOperation) {
    this.#operation = operation;
  }

  check({ permissions, decisionNeeds = "version" }: OperationSurroundings): void {
    const { target, permission, summary, input, output } = this.#operation;
    if (!Object.hasOwn(idsOf, target))
      throw this.#problem(
        `there is no target "${target}"; ${thereAre(
          String(target),
          Object.keys(idsOf).filter((one) => one !== "link"),
        )}.`,
      );
    if (target === "app" && permission === "member")
      throw this.#problem(
        'the permission "member" means people on the board, and the target "app" has none; use "anyone", or another target.',
      );
    if (target === "link" || permission === "link")
      throw this.#problem(
        "only taskwire's own operations take decision links; use `links.make` and your own route.",
      );
    const known = [...openPermissions, ...permissions];
    if (!known.includes(permission))
      throw this.#problem(
        `no role can grant "${permission}"; ${thereAre(String(permission), known)}. Declare a new one: defineRoles({ …, permissions: ["${permission}"] }).`,
      );
    if (typeof summary !== "string" || summary.trim() === "")
      throw this.#problem("it needs a `summary`, one sentence for those who call it.");
    this.#checkSchema("input", input);
    this.#checkSchema("output", output);
    const shapes = this.#inputShapes();
    this.#checkIds(target, shapes);
    if (decisionNeeds === "version") this.#checkVersion();
    this.#checkRoute(shapes);
  }

  #checkSchema(part: "input" | "output", schema: z.ZodType): void {
    if (typeof schema?.safeParse !== "function")
      throw this.#problem(`its ${part} is not a zod schema, e.g. z.strictObject({ … }).`);
    const problem = jsonProblem(schema, part);
    if (problem) throw this.#problem(`its ${part} ${problem}`);
  }

  #inputShapes(): Shape[] {
    const schema = toJsonSchema(this.#operation.input, "input");
    const shapes = shapesOf(schema, schema);
    if (shapes.length === 0 || shapes.some(({ kind }) => kind !== "record"))
      throw this.#problem("its input has to be an object, e.g. z.strictObject({ … }).");
    return shapes;
  }

  #checkIds(target: Target, shapes: readonly Shape[]): void {
    const absent = idsOf[target].find(
      (id) =>
        !shapes.every((shape) => isText(fieldOf(shape, id)) && shape.schema.required?.includes(id)),
    );
    if (absent !== undefined)
      throw this.#problem(
        `the target "${target}" needs "${absent}" in its input: z.strictObject({ ${idsOf[target].map((id) => `${id}: idSchema`).join(", ")}, … }).`,
      );
  }

  /** Without a version, every decision would be refused. */
  #checkVersion(): void {
    const { decides, votes, input } = this.#operation;
    if (!decides && !votes) return;
    const schema = toJsonSchema(input, "output");
    const takesVersion = shapesOf(schema, schema).every((shape) =>
      fieldOf(shape, "version").some(({ kind }) => kind === "number" || kind === "any"),
    );
    if (!takesVersion)
      throw this.#problem(
        "it decides, so its input needs the version of the task that the decider saw: version: z.int().",
      );
  }

  #checkRoute(shapes: readonly Shape[]): void {
    const { kind, route } = this.#operation;
    const { method, path } = route ?? {};
    if (!methods.includes(method))
      throw this.#problem(`its route needs a method: ${methods.join(", ")}.`);
    this.#checkMethod(kind, method, shapes);
    if (typeof path !== "string" || !/^(\/([\w.~-]+|:[a-z]\w*))+$/i.test(path))
      throw this.#problem(
        `its path "${path}" is not a path: use words and parameters between slashes, e.g. "/boards/:boardId/nudges".`,
      );
    if (path.split("/").some((part) => /^\.+$/.test(part)))
      throw this.#problem(
        `its path "${path}" has a part of dots only; clients leave such parts out, so choose a word.`,
      );
    if (takenPaths.includes(path))
      throw this.#problem(`the path "${path}" is the adapter's own; choose another one.`);
    const parameters = [...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => name);
    const twice = parameters.find((name, i) => parameters.indexOf(name) !== i);
    if (twice !== undefined)
      throw this.#problem(`its path "${path}" has the parameter ":${twice}" twice.`);
    for (const name of parameters) {
      const field = shapes.flatMap((shape) => fieldOf(shape, name));
      if (field.length === 0)
        throw this.#problem(
          `its path has ":${name}", and its input has no such field; ${thereAre(
            name,
            shapes.flatMap(({ schema }) => Object.keys(schema.properties ?? {})),
          )}.`,
        );
      if (!isText(field))
        throw this.#problem(
          `":${name}" in its path is a text, and its input doesn't take one there; use z.string() or idSchema.`,
        );
    }
  }

  /** A GET only reads and takes its input from the query string, which holds texts, numbers, true and false, and lists of them. */
  #checkMethod(kind: string, method: string, shapes: readonly Shape[]): void {
    if (kind === "command" && method === "GET")
      throw this.#problem(
        "it is a command, and a GET must not change anything; use POST, PUT, PATCH or DELETE. If it only reads, define it with query({ … }).",
      );
    if (kind === "command") return;
    const fields = shapes.flatMap(({ schema, root }) =>
      Object.entries(schema.properties ?? {}).map(([name, field]) => ({
        name,
        shapes: shapesOf(field, root),
      })),
    );
    const structured = fields.find((field) => field.shapes.some(isStructured));
    if (structured && method !== "POST")
      throw this.#problem(
        `its field "${structured.name}" doesn't fit into a query string; use POST.`,
      );
    const isFree = fields.some((field) => field.shapes.some(({ kind }) => kind === "any"));
    if (!structured && method !== "GET" && !(isFree && method === "POST"))
      throw this.#problem(
        `it is a query, so its route is a GET, not a ${method}. If it changes something, define it with command({ … }).`,
      );
  }

  #problem(text: string): Error {
    return new Error(`The operation "${this.#operation.name}": ${text}`);
  }
}

const isText = (shapes: readonly Shape[]): boolean =>
  shapes.some(({ kind }) => kind === "text" || kind === "time" || kind === "any");

const isStructured = (shape: Shape): boolean =>
  shape.kind === "record" ||
  (shape.kind === "list" &&
    entriesOf(shape).some(({ kind }) => kind === "record" || kind === "list"));
