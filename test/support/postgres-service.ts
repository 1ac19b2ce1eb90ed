import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestProject } from "vitest/node";
import { PostgresServer } from "./postgres-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Answers with the URL of the PostgreSQL server that all tests of a run share; the first question starts it. */
    postgres: string;
  }
}

/** Around a whole run of tests: one PostgreSQL for all files that want one, and none for a run that wants none. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let server: Promise<PostgresServer> | undefined;
  const service = createServer(async (_request, response) => {
    try {
      server ??= PostgresServer.start();
      response.end((await server).url);
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  service.listen(0, "127.0.0.1");
  await once(service, "listening");
  project.provide("postgres", `http://127.0.0.1:${(service.address() as AddressInfo).port}`);
  return async () => {
    service.closeAllConnections();
    service.close();
    await (await server)?.[Symbol.asyncDispose]();
  };
}
