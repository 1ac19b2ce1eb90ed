import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { PostgresServer } from "./postgres-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /**
     * URL that answers with the URL of the PostgreSQL server shared by all tests of a run. The
     * first request starts it.
     */
    postgres: string;
  }
}

/**
 * Global setup: one PostgreSQL for all test files that ask for it, and none if no file does. If it can't start, the tests
 * that ask for it fail with the reason, and all others run.
 */
export default async function setup(
  project: { provide(name: "postgres", url: string): void },
  start: () => Promise<PostgresServer> = PostgresServer.start,
): Promise<() => Promise<void>> {
  let server: Promise<PostgresServer> | undefined;
  const service = createServer(async (_request, response) => {
    try {
      server ??= start();
      response.end((await server).url);
    } catch (error) {
      response.writeHead(500).end(error instanceof Error ? error.message : String(error));
    }
  });
  service.listen(0, "127.0.0.1");
  await once(service, "listening");
  project.provide("postgres", `http://127.0.0.1:${(service.address() as AddressInfo).port}`);
  return async () => {
    service.closeAllConnections();
    service.close();
    const started = await server?.catch(() => undefined);
    await started?.[Symbol.asyncDispose]();
  };
}
