import { toMermaid } from "@taskwire/core";
import express, { type RequestHandler, Router } from "express";
import { z } from "zod";
import type { Hosted } from "./hosted.ts";
import { parse } from "./problems.ts";

const retried = z.strictObject({ id: z.string().min(1).max(1_000) });

/** The most entries that are shown at once. */
const most = { connections: 200, failed: 50 };

/**
 * Routes to look after the server: `GET /` returns its connections, its failed reactions and the
 * workflow as a diagram. `POST /retry` retries a failed reaction.
 *
 * @param check lets only those pass who may look
 */
export function adminRoutes(taskwire: Hosted, check: RequestHandler): Router {
  const router = Router();
  router.use(check, express.json({ limit: "4kb" }));

  router.get("/", async (_request, response) => {
    const { reactions, next } = await taskwire.system.reactions.failed({ limit: most.failed });
    const connections = taskwire.sessions.list();
    response.json({
      connections: connections.slice(0, most.connections),
      connectionCount: connections.length,
      failed: reactions,
      hasMoreFailed: next !== null,
      diagram: toMermaid({ data: taskwire.definitions.workflow }),
    });
  });

  router.post("/retry", async (request, response) => {
    await taskwire.system.reactions.retry(parse(retried, request.body));
    response.status(204).end();
  });
  return router;
}
