import { type Authenticate, keySchema, type Limits, TaskwireError } from "@taskwire/core/adapter";
import { type Request, Router } from "express";
import { bodyReader } from "./body.ts";
import { Buckets } from "./buckets.ts";
import { identify } from "./identify.ts";
import { inputReader } from "./input.ts";
import { type OpenApiOptions, openApiDocument } from "./openapi.ts";
import { RequestError, send, sendProblem } from "./problem.ts";
import { methodOf, operationsByPath } from "./routes.ts";

/** What `expressAdapter` takes. */
export interface ExpressAdapterOptions {
  /** What `createTaskwire` returned. */
  readonly taskwire: {
    readonly operations: object;
    readonly sessions: {
      readonly limits: Pick<Limits, "frameBytes" | "callsPerSecond" | "callBurst">;
    };
    call(userId: string, operation: string, input: unknown, key?: string): Promise<string>;
    ready(): Promise<boolean>;
  };
  /** Tells whose token it is; the same function as for WebSocket. Throws what the client shall be told. */
  readonly authenticate: Authenticate;
  /** Where clients find the router, for `openapi.json`, e.g. `https://app.example.com/api`. Default: where it is mounted. */
  readonly basePath?: string;
  /** The title and the version that `openapi.json` gives to your API. */
  readonly info?: Pick<OpenApiOptions, "title" | "version">;
}

/**
 * Serves taskwire's operations as REST: a router for Express 5, with a route for each operation, `openapi.json`,
 * `health` and `ready`. What it doesn't know it leaves to your next handler.
 *
 * @throws when a route can't be understood or a schema can't be described.
 * @example
 * ```ts
 * const app = express();
 * app.use("/api", expressAdapter({ taskwire, authenticate }));
 * ```
 */
export function expressAdapter({
  taskwire,
  authenticate,
  basePath,
  info,
}: ExpressAdapterOptions): Router {
  if (!taskwire?.operations) throw new TypeError("taskwire: give what createTaskwire returned.");
  if (typeof authenticate !== "function")
    throw new TypeError("authenticate: a function is needed.");
  const document = openApiDocument(taskwire.operations, info);
  const readBody = bodyReader(taskwire.sessions.limits.frameBytes);
  const buckets = new Buckets(taskwire.sessions.limits);
  const router = Router({ caseSensitive: true });

  router.get("/health", (_request, response) => send(response, 200, '{"status":"ok"}'));
  router.get("/ready", async (_request, response) => {
    if (await taskwire.ready()) return send(response, 200, '{"status":"ready"}');
    throw new TaskwireError(
      "unavailable",
      "The storage keeps nothing at the moment, or the server is closing.",
    );
  });
  router.get("/openapi.json", ({ baseUrl }, response) => {
    send(
      response,
      200,
      JSON.stringify({ ...document, servers: [{ url: basePath ?? (baseUrl || "/") }] }),
    );
  });

  for (const operations of operationsByPath(taskwire.operations)) {
    // One entry in the router's list for each path, because every request is compared with all in front of its own. Two
    // that name their parameters differently are two paths.
    let path = router.route(operations[0].route.path);
    for (const operation of operations) {
      const { name, kind, route } = operation;
      const readInput = inputReader(operation);
      if (route.path !== path.path) path = router.route(route.path);
      path[methodOf(operation)](async (request, response) => {
        const userId = await identify(request, authenticate);
        const retryAfterMs = buckets.take(userId, performance.now());
        if (retryAfterMs > 0)
          throw new TaskwireError(
            "rate_limited",
            "Too many calls. Wait, then repeat with the same key.",
            {
              retryAfterMs,
            },
          );
        if (route.method !== "GET") await readBody(request, response);
        const key = kind === "command" ? keyOf(request) : undefined;
        send(response, 200, await taskwire.call(userId, name, readInput(request), key));
      });
    }
    const methods = operations.flatMap(({ route: { method } }) =>
      method === "GET" ? ["GET", "HEAD"] : method,
    );
    const headers = { Allow: [...methods, "OPTIONS"].join(", ") };
    path.all((request, response) => {
      if (request.method === "OPTIONS") return void response.set(headers).status(204).end();
      throw new RequestError(
        405,
        "This path has other methods; the header Allow lists them.",
        headers,
      );
    });
  }
  router.use(sendProblem);
  return router;
}

const keyHeader = keySchema.optional();

function keyOf(request: Request): string | undefined {
  const key = keyHeader.safeParse(request.headers["idempotency-key"]);
  if (key.success) return key.data;
  throw new TaskwireError(
    "invalid",
    "The header Idempotency-Key has 8 to 128 printable ASCII characters.",
  );
}
