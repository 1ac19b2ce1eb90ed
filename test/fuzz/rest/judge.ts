import type { RestAnswer } from "./http.ts";
import { anyRefusal, type FuzzedRequest } from "./requests.ts";

/** Words of the server that no answer may have. */
const leaks = /node_modules|\n\s+at |\/packages\/|\.ts:\d|SELECT |INSERT INTO|SQLITE/;

/**
 * Reasons to refuse an input that no schema can say, because they depend on what is stored or on
 * several fields together, or because schemas have no words for them.
 */
const beyondSchemas: readonly RegExp[] = [
  /is the `next` of another list/,
  /is not the `next` of a previous page/,
  /is not the `more` of a previous answer/,
  /The log has no events before/,
  /about no record with a version/,
  /needs the "version" of the task/,
  /more than 64 levels deep/,
  /positions go from 0/,
  /The data of this (task|sale) is invalid/,
  /A (task|subtask) has no action/,
  /makes a circle/,
  /names a subtask that this task doesn't have/,
  /Only members of the board can/,
  /account is disabled, so they can't do the work/,
  /There is no such person/,
  /a span that isn't a mention/,
  /exclude each other/,
  /This app has no due dates of tasks/,
  /is no vote, so nobody can do it for another person/,
  /need a time zone|There is no time zone|take up the whole week/,
  /Name one of the groups|Give a reason for taking out|has to be in the future/,
  /belongs to (you, and not to this target|a board, a room or a task)/,
  /needs the `list` that it leads to/,
  /is not the id of a post here/,
  /Only a command can be previewed/,
  /loses digits in JSON/,
  /has to end after it begins|Give an end in the future|A delegation lasts at most/,
  /Nobody is their own delegate|is not on this board|is not on (a|the) board/,
  /The year has to be from|is far away/,
  /Data is stored as JSON/,
  /A person's id has 1 to 256 bytes/,
  // Classes of characters that not all users of JSON Schema know.
  /is empty; write something|Give a reason/,
  /half a character|a NUL character/,
  /the text has a control character/i,
  /changes the direction of writing/,
];

/** Returns what is wrong with an answer; undefined: nothing. */
export function problemWith(
  { route, method, refusals }: FuzzedRequest,
  { status, headers, text }: RestAnswer,
): string | undefined {
  if (status >= 500) return "It is the server's fault.";
  const leak = leaks.exec(text);
  if (leak) return `It tells of ${leak}.`;
  if (method !== route.method) {
    if (!refusals.has(status)) return `The path doesn't have the method ${method}.`;
    return status === 405 && !headers.allow?.includes(route.method) ? "Allow is wrong." : undefined;
  }
  const described = route.answers.get(status);
  if (!described) return "The document doesn't have this status.";
  if (headers["content-type"] !== described.type) return `The type is ${headers["content-type"]}.`;
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return "It is no JSON.";
  }
  if (described.body && !described.body(body))
    return `It is not as described: ${JSON.stringify(described.body.errors?.slice(0, 3))}`;
  if (refusals.size > 0)
    return refusals.has(status) || status === 401 || (refusals.has(anyRefusal) && status !== 200)
      ? undefined
      : `The document refuses the request (${[...refusals]}).`;
  const { code, detail = "", status: repeated } = (body ?? {}) as { [name: string]: string };
  if (status !== 200 && Number(repeated) !== status) return "The body has another status.";
  if ((status === 429 || status === 503) && !headers["retry-after"])
    return "Retry-After is missing.";
  if (status === 413 || status === 415) return "The document takes the request.";
  const isInner = route.name === "notifications.preview" && !detail.includes(route.name);
  if (status === 400 && !isInner && !beyondSchemas.some((reason) => reason.test(detail)))
    return `The document takes the request, the server doesn't (${code}).`;
  return undefined;
}
