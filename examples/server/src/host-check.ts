import { isIP } from "node:net";
import type { RequestHandler } from "express";
import { HttpError } from "./problems.ts";

const ownNames = ["localhost", "127.0.0.1", "::1"];

/**
 * Refuses requests whose `Host` is not a name of this server. Without it, a page of another site
 * could read the answers: the site lets its own name point to 127.0.0.1 (DNS rebinding), and for the
 * browser the page and this server then have one origin. An address of this machine is accepted too,
 * because a page can't have the address of another machine as its name.
 */
export function hostCheck(names: readonly string[]): RequestHandler {
  const allowed = new Set([...ownNames, ...names.map((name) => name.toLowerCase())]);
  return (request, _response, next) => {
    const name = nameIn(request.headers.host ?? "");
    if (allowed.has(name) || (isIP(name) !== 0 && name === ownAddress(request.socket)))
      return next();
    throw new HttpError(
      403,
      "forbidden",
      "This server has another name. If the name in the address is right, add it to the setting HOSTS.",
    );
  };
}

/** The name in a `Host` header, without port and brackets. */
function nameIn(host: string): string {
  const [, address, name = ""] =
    /^(?:\[([^\]]*)\]|([^:]*))(?::\d*)?$/.exec(host.toLowerCase()) ?? [];
  return address ?? name;
}

/** The address of this machine at which a request arrived. */
const ownAddress = ({
  localAddress = "",
}: {
  readonly localAddress?: string | undefined;
}): string => localAddress.replace(/^::ffff:/i, "").toLowerCase();
