import { createHash } from "node:crypto";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Request, Response } from "express";
import type { OpenApiDocument } from "./openapi.ts";

/**
 * Maximum number of copies. There is one for each address of the router. If its path has
 * parameters, there could be any number of addresses.
 */
const maxCopies = 16;

const compress = {
  br: (bytes: Buffer) =>
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }),
  gzip: (bytes: Buffer) => gzipSync(bytes),
  identity: (bytes: Buffer) => bytes,
};

type Encoding = keyof typeof compress;

interface Copy {
  readonly hash: string;
  readonly bytes: { [E in Encoding]?: Buffer };
}

/** Serves `openapi.json`. It is encoded once for each address and each encoding. */
export class ServedDocument {
  readonly #document: OpenApiDocument;
  readonly #copies = new Map<string, Copy>();

  constructor(document: OpenApiDocument) {
    this.#document = document;
  }

  /** Sends it, or 304 if the client has it already. */
  send(request: Request, response: Response, address: string): void {
    const copy = this.#copyFor(address);
    const encoding = (request.acceptsEncodings("br", "gzip", "identity") || "identity") as Encoding;
    response.setHeader("Cache-Control", "public, max-age=300");
    response.setHeader("Vary", "Accept-Encoding");
    response.setHeader("ETag", `"${copy.hash}-${encoding}"`);
    const known = request.headers["if-none-match"] ?? "";
    if (known.includes(copy.hash) || known.trim() === "*") {
      response.status(304).end();
      return;
    }
    copy.bytes[encoding] ??= compress[encoding](copy.bytes.identity ?? Buffer.alloc(0));
    const bytes = copy.bytes[encoding];
    response.setHeader("Content-Type", "application/json");
    if (encoding !== "identity") response.setHeader("Content-Encoding", encoding);
    response.setHeader("Content-Length", bytes.length);
    response.end(bytes);
  }

  #copyFor(address: string): Copy {
    const known = this.#copies.get(address);
    if (known) return known;
    const identity = Buffer.from(
      JSON.stringify({ ...this.#document, servers: [{ url: address }] }),
    );
    const hash = createHash("sha256").update(identity).digest("base64url").slice(0, 22);
    const copy = { hash, bytes: { identity } };
    if (this.#copies.size >= maxCopies) this.#copies.clear();
    this.#copies.set(address, copy);
    return copy;
  }
}
