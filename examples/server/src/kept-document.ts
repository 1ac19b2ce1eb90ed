import { createHash } from "node:crypto";
import type { Response } from "express";

/** A document that never changes while the server runs: its bytes and its `ETag` are made once. */
export class KeptDocument {
  readonly #type: string;
  readonly #bytes: Buffer;
  readonly #etag: string;

  constructor(type: "html" | "json", text: string) {
    this.#type = type;
    this.#bytes = Buffer.from(text);
    this.#etag = `"${createHash("sha256").update(this.#bytes).digest("base64url").slice(0, 22)}"`;
  }

  /** Sends it, or 304 if the client has it already. */
  send(response: Response): void {
    response.set({ "Cache-Control": "public, max-age=300", ETag: this.#etag });
    // Express compares the ETag with the request's, and leaves out the bytes if they are equal.
    response.type(this.#type).send(this.#bytes);
  }
}
