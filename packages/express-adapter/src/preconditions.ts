import { TaskwireError } from "@taskwire/core/adapter";
import type { Request } from "express";
import { gzipSuffix } from "./compressed-answer.ts";

/** An entity tag and the commas around it. A list may have empty elements (RFC 9110, 5.6.1). */
const entityTag = /[\s,]*(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"\s*(?:,[\s,]*|$)/y;

const tag = '(?:W/)?"[\\u0021\\u0023-\\u007e\\u0080-\\u00ff]*"';

/** The pattern of the values that {@link expectedVersion} reads, for JSON Schema. */
export const ifMatchPattern = `^(?:\\*|[\\s,]*${tag}(?:\\s*,[\\s,]*${tag})*[\\s,]*)$`;

/**
 * Preconditions that taskwire does not support. They are refused: if they were ignored, a command
 * could overwrite changes that the caller has not seen.
 */
const unsupported = ["if-none-match", "if-unmodified-since"] as const;

/**
 * Reads `If-Match`. The record must have one of the returned versions; `any` stands for `*`.
 * Returns undefined if the request has no `If-Match`.
 *
 * @throws {TaskwireError} `invalid` for a malformed header, and for another precondition of a command.
 */
export function expectedVersion({
  headers,
  method,
}: Request): readonly number[] | "any" | undefined {
  const ignored = unsupported.find((name) => headers[name] !== undefined);
  if (ignored && method !== "GET" && method !== "HEAD")
    throw new TaskwireError(
      "invalid",
      `This server doesn't check the header ${ignored}. Use If-Match with the ETag, or leave it out.`,
    );
  const value = headers["if-match"];
  if (value === undefined) return undefined;
  if (value.trim() === "*") return "any";
  const versions: number[] = [];
  entityTag.lastIndex = 0;
  do {
    const found = entityTag.exec(value);
    if (!found)
      throw new TaskwireError(
        "invalid",
        'The header If-Match must be an ETag in quotes such as "7", a list of them, or *.',
      );
    const [, weak, tag = ""] = found;
    // `If-Match` uses the strong comparison, so a weak tag never matches. The tag of a compressed
    // answer stands for the same version.
    const version = tag.endsWith(gzipSuffix) ? tag.slice(0, -gzipSuffix.length) : tag;
    if (!weak && /^[1-9]\d{0,15}$/.test(version)) versions.push(Number(version));
  } while (entityTag.lastIndex < value.length);
  return versions;
}

/** The entity tag of a record's version. */
export const etagOf = (version: number): string => `"${version}"`;
