import { readFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { fileURLToPath } from "node:url";
import { expressAdapter } from "@taskwire/express-adapter";
import cors from "cors";
import express, { type Express, type RequestHandler } from "express";
import helmet from "helmet";
import type { AccessTokens } from "./accounts/access-tokens.ts";
import { authRoutes } from "./accounts/routes.ts";
import { adminOnly } from "./admin-only.ts";
import { adminRoutes } from "./admin-routes.ts";
import { apiDocs } from "./api-docs.ts";
import { hostCheck } from "./host-check.ts";
import type { Hosted } from "./hosted.ts";
import type { People } from "./people.ts";
import { peopleRoutes } from "./people-routes.ts";
import { answerProblem, HttpError } from "./problems.ts";
import { votePage } from "./vote-links.ts";
import type { Workplace } from "./workplace.ts";

export interface AppParts {
  readonly workplace: Workplace;
  readonly taskwire: Hosted;
  readonly people: People;
  readonly tokens: AccessTokens;
  readonly origins: readonly string[];
  /** The names under which clients may call. Undefined: any. */
  readonly hosts: readonly string[] | undefined;
  readonly isProduction: boolean;
  readonly trustedProxies: number;
  /** Answers `GET /metrics`. */
  readonly metricsHandler: RequestListener;
}

/** Creates the Express app: accounts, people, taskwire's API and the page. */
export function createApp({
  workplace,
  taskwire,
  people,
  tokens,
  origins,
  hosts,
  isProduction,
  trustedProxies,
  metricsHandler,
}: AppParts): Express {
  const app = express();
  app.set("trust proxy", trustedProxies);
  app.use(
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: contentPolicy },
      hsts: isProduction,
    }),
  );
  if (hosts) app.use(hostCheck(hosts));
  app.use(cors({ origin: [...origins], maxAge: 600 }));
  app.use("/auth", authRoutes(people, tokens, { isProduction }));
  const check = adminOnly(people, tokens, taskwire.sessions.strangers);
  app.use("/people", peopleRoutes(people, check));
  app.use("/admin", adminRoutes(taskwire, check));
  app.use("/api", expressAdapter({ taskwire, authenticate: tokens.verify }));
  app.use("/vote", votePage());
  app.use("/docs", apiDocs(taskwire, workplace.title));
  app.get("/metrics", metricsHandler);
  app.use(pageFiles(workplace.board.id));
  app.use(() => {
    throw new HttpError(404, "not_found", "There is nothing at this address.");
  });
  app.use(answerProblem);
  return app;
}

/**
 * Serves the app of `examples/web`, and at `/vanilla` the page of `examples/vanilla` with the built
 * client. The app's page names the board that it shows.
 */
export function pageFiles(boardId: string) {
  // `src/` and `dist/` are in one folder, so this works no matter which of them this process runs.
  const client = new URL("../dist/", import.meta.resolve("@taskwire/client"));
  const styles = fileURLToPath(new URL("../public/style/", import.meta.url));
  const vanilla = fileURLToPath(new URL("../../vanilla/page/", import.meta.url));
  const app = fileURLToPath(new URL("../../web/dist/", import.meta.url));
  const router = express.Router();
  router.use("/client", express.static(fileURLToPath(client), { index: false }));
  router.use("/vanilla", express.static(vanilla));
  router.use("/style", express.static(styles));
  // The names of these files contain a hash of their content.
  const forever = { index: false, immutable: true, maxAge: "1y" };
  router.use("/assets", express.static(`${app}assets`, forever));
  router.use(express.static(app, { index: false }));
  const openApp: RequestHandler = async (_request, response) => {
    const page = await readFile(`${app}index.html`, "utf8");
    response.set("Cache-Control", "no-cache").vary("Accept").type("html");
    response.send(page.replace(/(name="taskwire-board" content=")[^"]*/, `$1${boardId}`));
  };
  router.get("/", openApp);
  // Every other address that a browser opens is one of the app's. Programs get a 404 in JSON.
  router.get("/{*address}", (request, response, next) =>
    request.accepts(["json", "html"]) === "html" ? openApp(request, response, next) : next(),
  );
  return router;
}

/** Allows scripts, styles and sockets only from this server, nothing inline, and no HTML made from text. */
const contentPolicy = {
  defaultSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  // The split view shows the app twice, in frames of its own.
  frameAncestors: ["'self'"],
  objectSrc: ["'none'"],
  requireTrustedTypesFor: ["'script'"],
  // The one script that the app names in its code: its worker.
  trustedTypes: ["taskwire-worker"],
};
