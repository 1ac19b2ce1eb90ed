import { asyncApiDocument, frameSchemas, type JsonSchema } from "@taskwire/core/schemas";
import { openApiDocument } from "@taskwire/express-adapter";
import { Router } from "express";
import type { Hosted } from "./hosted.ts";
import { KeptDocument } from "./kept-document.ts";

/**
 * Serves the documents about the API at `/docs`: OpenAPI, AsyncAPI and JSON Schemas, and a page that
 * shows them. The page needs no script and nothing from another host.
 */
export function apiDocs(taskwire: Hosted, title: string): Router {
  let made: ReturnType<typeof documentsOf> | undefined;
  const documents = () => {
    made ??= documentsOf(taskwire, title);
    return made;
  };
  const router = Router();
  router.get("/", (_request, response) => documents().page.send(response));
  for (const name of ["openapi.json", "asyncapi.json", "schemas.json"] as const)
    router.get(`/${name}`, (_request, response) => documents()[name].send(response));
  return router;
}

/** Makes all documents. It takes some hundred milliseconds, so it waits for the first reader. */
function documentsOf({ operations, definitions }: Hosted, title: string) {
  const openApi = openApiDocument(operations, { title, server: "/api", definitions });
  const schemas = frameSchemas();
  return {
    "openapi.json": jsonOf(openApi),
    "asyncapi.json": jsonOf(asyncApiDocument(operations, { title })),
    "schemas.json": jsonOf(schemas),
    page: new KeptDocument("html", pageOf(title, openApi.paths ?? {}, schemas)),
  };
}

const jsonOf = (document: object) => new KeptDocument("json", JSON.stringify(document));

type Paths = NonNullable<ReturnType<typeof openApiDocument>["paths"]>;

const pageOf = (
  title: string,
  paths: Paths,
  { up, down, events }: ReturnType<typeof frameSchemas>,
): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}: API</title>
<link rel="stylesheet" href="/style/api-docs.css">
<main>
<h1>${escaped(title)}: API</h1>
<p>Documents for tools: <a href="/docs/openapi.json">OpenAPI 3.1</a>, <a href="/docs/asyncapi.json">AsyncAPI 3.1</a>,
<a href="/docs/schemas.json">JSON Schemas of all frames and events</a>.</p>
<h2>REST</h2>
${Object.entries(paths)
  .flatMap(([path, methods]) =>
    Object.entries(methods ?? {}).map(([method, one]) => routeOf(path, method, one)),
  )
  .join("\n")}
<h2>Frames that a client sends</h2>
${schemasOf(up)}
<h2>Frames that a server sends</h2>
${schemasOf(down)}
<h2>Data of events</h2>
${schemasOf(events)}
</main>
</html>
`;

interface Described {
  readonly operationId?: string;
  readonly summary?: string;
  readonly parameters?: unknown;
  readonly requestBody?: unknown;
}

const routeOf = (path: string, method: string, one: Described): string =>
  section(
    `<code>${method.toUpperCase()} /api${escaped(path)}</code> ${escaped(one.summary ?? "")}`,
    { operationId: one.operationId, parameters: one.parameters, requestBody: one.requestBody },
  );

const schemasOf = (schemas: { readonly [name: string]: JsonSchema }): string =>
  Object.entries(schemas)
    .map(([name, schema]) => section(`<code>${escaped(name)}</code>`, schema))
    .join("\n");

const section = (summary: string, content: unknown): string =>
  `<details><summary>${summary}</summary><pre tabindex="0">${escaped(JSON.stringify(content, null, 2))}</pre></details>`;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
