import {
  type AdmittedCall,
  type Authenticate,
  type Definitions,
  keySchema,
  type Limits,
  networkOf,
  type Strangers,
  TaskwireError,
} from "@taskwire/core/adapter";
import { type Request, type RequestHandler, Router } from "express";
import { bodyReader } from "./body.ts";
import { Buckets } from "./buckets.ts";
import { compressed, compressedHeaders, minCompressed } from "./compressed-answer.ts";
import { identify } from "./identify.ts";
import { inputReader } from "./input.ts";
import { type OpenApiOptions, openApiDocument } from "./openapi.ts";
import { expectedVersion } from "./preconditions.ts";
import { preconditionFailed, RequestError, send, sendProblem } from "./problem.ts";
import { resultHeaders } from "./result-headers.ts";
import { RouteIndex } from "./route-index.ts";
import { type AnyOperation, methodOf, operationsByPath } from "./routes.ts";
import { ServedDocument } from "./served-document.ts";
import { UnreadAnswers } from "./unread-answers.ts";

/** Options of {@link expressAdapter}. */
export interface ExpressAdapterOptions {
  /** The result of `createTaskwire`. */
  readonly taskwire: {
    readonly operations: object;
    readonly definitions?: Definitions;
    readonly sessions: {
      readonly limits: Pick<
        Limits,
        | "frameBytes"
        | "callsPerSecond"
        | "callBurst"
        | "answerBytes"
        | "bufferedBytes"
        | "stalledMs"
        | "authenticationMs"
      >;
      readonly strangers: Strangers;
      reportTokenError(error: unknown): void;
    };
    admit(userId: string): AdmittedCall;
    /** Absent: decision links need a session too. */
    admitStranger?(address: string): AdmittedCall;
    ready(): Promise<boolean>;
  };
  /**
   * Returns the user that a token belongs to; the same function as for WebSocket. A `TaskwireError`
   * that it throws is sent to the client.
   */
  readonly authenticate: Authenticate;
  /**
   * Returns the address of the client. Wrong tokens are counted by this address. Default:
   * `request.ip` of Express, which follows the app's setting `trust proxy`.
   */
  readonly addressOf?: (request: Request) => string;
  /**
   * The address of the router as clients see it, for `openapi.json` and `Location`, e.g.
   * `https://app.example.com/api`. Default: the path where the router is mounted.
   */
  readonly basePath?: string;
  /** Title and version of your API in `openapi.json`. */
  readonly info?: Pick<OpenApiOptions, "title" | "version">;
}

/**
 * Serves taskwire's operations as REST: returns a router for Express 5 with a route for each
 * operation, `openapi.json`, `health` and `ready`. Other paths go to your next handler.
 *
 * @throws when an option is missing, a route can't be parsed, or a schema can't be described.
 * @example
 * ```ts
 * const app = express();
 * app.use("/api", expressAdapter({ taskwire, authenticate }));
 * ```
 */
export function expressAdapter({
  taskwire,
  authenticate,
  addressOf = ({ ip }) => ip ?? "",
  basePath,
  info,
}: ExpressAdapterOptions): Router {
  if (!taskwire?.operations)
    throw new TypeError("The option `taskwire` is missing: pass the result of createTaskwire.");
  if (typeof authenticate !== "function")
    throw new TypeError("The option `authenticate` has to be a function.");
  const { limits, strangers } = taskwire.sessions;
  const document = new ServedDocument(
    openApiDocument(taskwire.operations, {
      ...info,
      ...(taskwire.definitions && { definitions: taskwire.definitions }),
    }),
  );
  const readBody = bodyReader(limits.frameBytes);
  const unread = new UnreadAnswers(limits);
  const bucketsOfAddresses = new Buckets(limits);
  const router = Router({ caseSensitive: true });

  const health = router.route("/health");
  health.get((_request, response) => send(response, 200, '{"status":"ok"}'));
  const ready = router.route("/ready");
  ready.get(async (_request, response) => {
    if (await taskwire.ready()) return send(response, 200, '{"status":"ready"}');
    throw new TaskwireError(
      "unavailable",
      "The storage can't write at the moment, or the server is closing. Try again later.",
    );
  });
  const openApi = router.route("/openapi.json");
  openApi.get((request, response) => {
    takeRequest(bucketsOfAddresses, networkOf(addressOf(request)));
    document.send(request, response, basePath ?? (request.baseUrl || "/"));
  });
  for (const route of [health, ready, openApi]) answerOtherMethods(route, ["GET"]);

  /** Identifies the user. Limits how often an address may fail. */
  async function identifyAt(address: string, request: Request): Promise<string> {
    const retryAfterMs = strangers.blockedMs(address);
    if (retryAfterMs > 0)
      throw tooMany("Too many wrong tokens came from this address.", retryAfterMs);
    try {
      return await identify(request, authenticate, taskwire.sessions);
    } catch (error) {
      if (error instanceof TaskwireError && error.code === "unauthenticated")
        strangers.failed(address);
      throw error;
    }
  }

  /** Makes the handler of an operation's requests. */
  function handlerOf(operation: AnyOperation): RequestHandler {
    const { name, kind, route } = operation;
    const readInput = inputReader(operation);
    const headersOf = resultHeaders(operation);
    const isForStrangers = operation.target === "link" && taskwire.admitStranger !== undefined;
    return async (request, response) => {
      const address = addressOf(request);
      const isStranger = isForStrangers && request.headers.authorization === undefined;
      const userId = isStranger ? "" : await identifyAt(address, request);
      // The call is counted before the body is read, because reading costs time too.
      const admitted =
        (isStranger ? taskwire.admitStranger?.(address) : undefined) ?? taskwire.admit(userId);
      if (route.method !== "GET") await readBody(request, response);
      const key = kind === "command" ? keyOf(request) : undefined;
      const expected = expectedVersion(request);
      const input = readInput(request);
      const mostBytes = kind === "query" ? limits.answerBytes : 0;
      const space = await unread.take(userId || networkOf(address), response, mostBytes);
      // Nobody waits for an answer any more.
      if (!space) return;
      try {
        const call =
          expected === undefined
            ? admitted.call(name, input, key)
            : admitted.call(name, input, key, expected).catch(throwPrecondition);
        const json = await call;
        const base = basePath ?? request.baseUrl;
        const headers = headersOf?.({ json, input, userId, base });
        const isLarge = json.length >= minCompressed;
        if (isLarge) response.vary("Accept-Encoding");
        const small = isLarge ? await compressed(request, json) : undefined;
        space.sent(
          small
            ? send(response, 200, small, undefined, compressedHeaders(headers))
            : send(response, 200, json, undefined, headers),
        );
      } catch (error) {
        space.free();
        throw error;
      }
    };
  }

  const index = new RouteIndex();
  for (const operations of operationsByPath(taskwire.operations)) {
    const handlers = operations.map(handlerOf);
    const methods = operations.map(({ route: { method } }) => method);
    const addTo = (to: Router) => {
      // All methods of a path share one route. If two paths differ only in the names of their
      // parameters, Express needs both of them.
      let path = to.route(operations[0].route.path);
      operations.forEach((operation, i) => {
        if (operation.route.path !== path.path) path = to.route(operation.route.path);
        path[methodOf(operation)](handlers[i] as RequestHandler);
      });
      answerOtherMethods(path, methods);
    };
    index.add({ path: operations[0].route.path, addTo });
  }
  router.use(index.handler);
  router.use(sendProblem);
  return router;
}

/** Answers OPTIONS, and 405 to all methods that a path doesn't have. */
function answerOtherMethods(
  path: { all(handler: RequestHandler): unknown },
  methods: readonly string[],
): void {
  const allowed = methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : method));
  const headers = { Allow: [...allowed, "OPTIONS"].join(", ") };
  path.all((request, response) => {
    if (request.method === "OPTIONS") return void response.set(headers).status(204).end();
    throw new RequestError(
      405,
      "This path doesn't have this method. The header Allow lists its methods.",
      headers,
    );
  });
}

/** Takes one request of an address, or throws `rate_limited`. */
function takeRequest(buckets: Buckets, address: string): void {
  const retryAfterMs = buckets.take(address, performance.now());
  if (retryAfterMs > 0) throw tooMany("Too many requests.", retryAfterMs);
}

const tooMany = (what: string, retryAfterMs: number): TaskwireError =>
  new TaskwireError("rate_limited", `${what} Wait for \`retryAfterMs\`.`, { retryAfterMs });

function throwPrecondition(error: unknown): never {
  throw error instanceof TaskwireError && error.code === "conflict"
    ? preconditionFailed(error)
    : error;
}

const keyHeader = keySchema.optional();

/** Returns the idempotency key of a request, if it has one. */
function keyOf(request: Request): string | undefined {
  const key = keyHeader.safeParse(request.headers["idempotency-key"]);
  if (key.success) return key.data;
  throw new TaskwireError(
    "invalid",
    "The header Idempotency-Key must have 8 to 128 printable ASCII characters.",
  );
}
