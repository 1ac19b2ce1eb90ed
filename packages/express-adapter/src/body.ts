import { isUtf8 } from "node:buffer";
import { TaskwireError } from "@taskwire/core/adapter";
import { json, type Request, type Response } from "express";
import { RequestError } from "./problem.ts";

/** Returns a function that parses a JSON body of at most `limit` bytes into `request.body`. */
export function bodyReader(limit: number): (request: Request, response: Response) => Promise<void> {
  // Compressed bodies are refused, because a small compressed body can be huge in memory.
  const parse = json({ limit, inflate: false, type: () => true, verify: checkUtf8 });
  return (request, response) => {
    if (hasBody(request) && !request.is("application/json")) {
      throw new RequestError(415, "Send the body with `Content-Type: application/json`.");
    }
    return new Promise((resolve, reject) => {
      parse(request, response, (error?: unknown) =>
        error === undefined ? resolve() : reject(error),
      );
    });
  };
}

// For a POST without a body, browsers send `Content-Length: 0` and no content type.
const hasBody = ({ headers }: Request): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

// Express would also accept bytes that are not UTF-8, and replace them by other characters.
function checkUtf8(_request: unknown, _response: unknown, body: Buffer, charset: string): void {
  if (charset !== "utf-8" && charset !== "utf8") {
    throw new RequestError(415, "The body has to be UTF-8. Leave `charset` out.");
  }
  if (!isUtf8(body))
    throw new TaskwireError("invalid", "The body is not valid UTF-8. Encode it as UTF-8.");
}
