import { type RequestHandler, Router } from "express";

/** The routes that have one path, whatever the names of its parameters. */
interface PathRoutes {
  readonly path: string;
  /** Adds the routes to a router. */
  readonly addTo: (router: Router) => void;
}

/** A path's segments: undefined for a parameter. */
type Segments = readonly (string | undefined)[];

/** A path of fixed segments and whole parameters. Express compares requests with other paths one by one. */
const simplePath = /^(?:\/(?::\w+|[\w.~-]+))+$/;

const segmentsOf = (path: string): Segments =>
  path
    .slice(1)
    .split("/")
    .map((segment) => (segment.startsWith(":") ? undefined : segment));

/**
 * Finds the routes that a request can match by the number of its segments and by those that are fixed,
 * because Express compares a request with each route of a router in order. Express itself decides among
 * the routes that are found, so what a path matches is not changed.
 */
export class RouteIndex {
  /** In the order in which Express has to compare them. Undefined segments: always compared. */
  readonly #all: { readonly routes: PathRoutes; readonly segments: Segments | undefined }[] = [];
  /** The routers that were needed so far, by the positions of their routes. */
  readonly #routers = new Map<string, Router>();

  /** @throws if Express can't parse the path. */
  add(routes: PathRoutes): void {
    routes.addTo(Router());
    const segments = simplePath.test(routes.path) ? segmentsOf(routes.path) : undefined;
    this.#all.push({ routes, segments });
  }

  /** Passes a request to the routes that it can match. */
  readonly handler: RequestHandler = (request, response, next) => {
    const { path } = request;
    // Express takes a path with and without a slash at its end.
    const asked = (path.endsWith("/") ? path.slice(1, -1) : path.slice(1)).split("/");
    let key = "";
    for (let i = 0; i < this.#all.length; i++)
      if (canMatch(this.#all[i]?.segments, asked)) key += `${i} `;
    if (key === "") return next();
    let router = this.#routers.get(key);
    if (!router) {
      router = this.#routerOf(key);
      this.#routers.set(key, router);
    }
    router(request, response, next);
  };

  #routerOf(key: string): Router {
    const router = Router({ caseSensitive: true });
    for (const i of key.trim().split(" ")) this.#all[Number(i)]?.routes.addTo(router);
    return router;
  }
}

function canMatch(segments: Segments | undefined, asked: readonly string[]): boolean {
  if (!segments) return true;
  if (segments.length !== asked.length) return false;
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i];
    if (segment !== undefined && segment !== asked[i]) return false;
  }
  return true;
}
