import type { CallOptions } from "./calls.ts";
import type { ClientCore } from "./client.ts";

/**
 * Reads an answer that comes in several pages. Returns the first page, with the entries of the
 * other pages added to its lists. If the connection breaks, pages that have arrived are kept.
 * `more` is the field that leads to the next page.
 */
export async function readAll<Answer>(
  client: ClientCore,
  operation: string,
  input: object,
  ending: CallOptions,
  more = "more",
): Promise<Answer> {
  let all: Lists | undefined;
  let after: unknown;
  do {
    const page = (await client.call(operation, { ...input, after }, ending)) as Lists;
    // Only fields with a list have `push`.
    for (const name in all) all[name]?.push?.(...(page[name] as unknown[]));
    all ??= page;
    after = page[more];
  } while (after);
  return all as Answer;
}

type Lists = { readonly [name: string]: Partial<unknown[]> | null };
