import { isUtf8 } from "node:buffer";
import { TaskwireError } from "@taskwire/core/adapter";
import { json, type Request, type Response } from "express";
import { RequestError } from "./problem.ts";

/** Makes what reads a JSON body of at most `limit` bytes into `request.body`. */
export function bodyReader(limit: number): (request: Request, response: Response) => Promise<void> {
  // Not compressed: what is small on the wire may be huge in memory.
  const parse = json({ limit, inflate: false, type: () => true, verify: checkUtf8 });
  return (request, response) => {
    if (hasBody(request) && !request.is("application/json")) {
      throw new RequestError(415, "The body has to be `Content-Type: application/json`.");
    }
    return new Promise((resolve, reject) => {
      parse(request, response, (error?: unknown) =>
        error === undefined ? resolve() : reject(error),
      );
    });
  };
}

// A browser's POST without a body says `Content-Length: 0` and no type.
const hasBody = ({ headers }: Request): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

// What isn't UTF-8 would be read all the same, with other characters in the place of those that nobody understands.
function checkUtf8(_request: unknown, _response: unknown, body: Buffer, charset: string): void {
  if (charset !== "utf-8" && charset !== "utf8") {
    throw new RequestError(415, "The body has to be in UTF-8; leave `charset` out.");
  }
  if (!isUtf8(body))
    throw new TaskwireError("invalid", "The body says that it is UTF-8, and is not. Encode it so.");
}
