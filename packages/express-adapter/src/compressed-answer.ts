import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Request } from "express";

const compress = promisify(gzip);
/** The fastest level. Compression runs on another thread. */
const options = { level: 1 };
/**
 * Shorter answers are sent as they are, because compression would save one network packet at most.
 * In UTF-16 code units.
 */
export const minCompressed = 8_192;

/**
 * The end of the entity tag of a compressed answer. A compressed answer has different bytes, so it
 * needs a different tag.
 */
export const gzipSuffix = "-gzip";

type Headers = { readonly [name: string]: string };

/** The headers of an answer after it was compressed. */
export function compressedHeaders({ ETag, ...others }: Headers = {}): Headers {
  const tag = ETag && { ETag: `${ETag.slice(0, -1)}${gzipSuffix}"` };
  return { ...others, ...tag, "Content-Encoding": "gzip" };
}

/**
 * Compresses an answer if the client accepts gzip. Returns undefined if the answer has to be sent
 * as it is.
 *
 * The length of a compressed text reveals something about the text (the attack BREACH): if a page
 * of another origin makes a browser send many guesses, it could find a secret in the answers. That
 * needs a request with a cookie. These requests have a token in the header `Authorization`, which a
 * page of another origin can't add. And the answers contain no secrets of the session: only what
 * the caller may read anyway.
 */
export async function compressed(request: Request, json: string): Promise<Buffer | undefined> {
  return request.acceptsEncodings("gzip") ? compress(json, options) : undefined;
}
