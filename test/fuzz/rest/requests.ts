import type { Dice } from "../../simulation/dice.ts";
import type { Body, DescribedRoute, Parameter } from "./document.ts";
import type { Place, Places } from "./places.ts";
import { draw } from "./values.ts";

/** A request, and what the document says about it. */
export interface FuzzedRequest {
  readonly route: DescribedRoute;
  readonly method: string;
  /** Path and query as they are sent. */
  readonly target: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: Buffer | undefined;
  /** The values in the path. */
  readonly path: Place;
  /** The statuses with which it may be refused, because it is not as the document says. Empty: it is. */
  readonly refusals: ReadonlySet<number>;
}

/** Among the statuses of a refusal: any status but 200. */
export const anyRefusal = 0;

/** Methods that no route has. */
const oddMethods = ["TRACE", "PURGE", "LINK"];

/** Draws requests: as the document describes them, and with one thing about them wrong. */
export class Requests {
  readonly #dice: Dice;
  readonly #places: Places;
  #lastKey: string | undefined;
  readonly #methods: ReadonlyMap<string, readonly string[]>;

  constructor(dice: Dice, places: Places, routes: readonly DescribedRoute[]) {
    this.#dice = dice;
    this.#places = places;
    const methods = new Map<string, string[]>();
    for (const { path, method } of routes)
      methods.set(path, [...(methods.get(path) ?? []), method]);
    this.#methods = methods;
  }

  /** Draws a place for a request to a route. */
  place({ parameters }: DescribedRoute): Place {
    const names = parameters.flatMap((one) => (one.in === "path" ? one.name : []));
    return this.#places.draw(this.#dice, names);
  }

  /** Draws a request of a person to a route, about a place. */
  next(route: DescribedRoute, place: Place, token: string): FuzzedRequest {
    const dice = this.#dice;
    const isBroken = dice.chance(0.35);
    const wrong = isBroken
      ? dice.pick([
          "path",
          "query",
          "query",
          "field",
          "field",
          "missing",
          "extra",
          "raw",
          "type",
          "key",
          "match",
          "method",
          "token",
        ])
      : "nothing";
    const refusals = new Set<number>();
    const inPath = route.parameters.filter((one) => one.in === "path");
    const values = new Map(
      inPath.map((one) => [one.name, this.#pathValue(one, place, wrong === "path")]),
    );
    for (const one of inPath) {
      const value = values.get(one.name) ?? "";
      if (!one.takes(value) || !value.isWellFormed()) refusals.add(400);
    }
    const inUrl = route.path.replace(/\{(\w+)\}/g, (_all, name) => encoded(values.get(name) ?? ""));
    const path = Object.fromEntries(values);
    const headers: { [name: string]: string } = { Authorization: `Bearer ${token}` };
    if (wrong === "token") {
      headers.Authorization = dice.pick([
        "",
        "Bearer",
        "Bearer x",
        "Basic eA==",
        "Bearer valid:system",
      ]);
      const isAbsent = headers.Authorization === "";
      if (isAbsent) delete headers.Authorization;
      const status = isAbsent && !route.needsSession ? anyRefusal : 401;
      return {
        route,
        method: route.method,
        target: inUrl,
        headers,
        body: undefined,
        path,
        // A path that is not UTF-8 is no path of any operation, so no token is asked for.
        refusals: new Set(
          [...values.values()].every((one) => one.isWellFormed()) ? [status] : [400],
        ),
      };
    }
    if (wrong === "method") {
      const known = this.#methods.get(route.path) ?? [];
      const other = ["GET", "POST", "PUT", "PATCH", "DELETE", ...oddMethods].filter(
        (one) => !known.includes(one),
      );
      // A path with parameters may also be a path of another template, such as `/boards/archive`.
      const status = new Set([405, 404, 400]);
      return {
        route,
        method: dice.pick(other),
        target: inUrl,
        headers,
        body: undefined,
        path,
        refusals: status,
      };
    }
    const query = this.#query(route, wrong, refusals);
    const body = this.#body(route, wrong, headers, place, refusals);
    this.#preconditions(route, wrong, headers, place, refusals);
    return { route, method: route.method, target: inUrl + query, headers, body, path, refusals };
  }

  #pathValue(parameter: Parameter, place: Place, isWrong: boolean): string {
    const dice = this.#dice;
    const here = place[parameter.name];
    if (!isWrong && here !== undefined && dice.chance(0.97)) return String(here);
    const known =
      parameter.name === "target"
        ? [`board:${place.boardId}`, `task:${place.taskId}`, `room:${place.roomId}`]
        : this.#places.values(parameter.name);
    const value = textOf(draw(dice, parameter, known, isWrong ? "broken" : "fine"));
    // Without a value it is another path.
    return value === "" ? "x" : value;
  }

  #query(route: DescribedRoute, wrong: string, refusals: Set<number>): string {
    const dice = this.#dice;
    const query: [name: string, text: string][] = [];
    const parameters = route.parameters.filter((one) => one.in === "query");
    const broken = wrong === "query" && parameters.length > 0 ? dice.pick(parameters) : undefined;
    for (const one of parameters) {
      if (one !== broken && !one.required && dice.chance(0.6)) continue;
      if (one === broken && one.required && dice.chance(0.3)) {
        refusals.add(400);
        continue;
      }
      const value = draw(
        dice,
        one,
        this.#places.values(knownAs(one.name)),
        one === broken ? "broken" : "fine",
      );
      const texts = (Array.isArray(value) ? value.slice(0, 5) : [value]).map(textOf);
      if (one === broken && dice.chance(0.2)) texts.push("1");
      if (texts.length === 0) {
        if (one.required) refusals.add(400);
        continue;
      }
      if (!takesTexts(one, texts)) refusals.add(one.name === "action" ? anyRefusal : 400);
      for (const text of texts) query.push([one.name, text]);
    }
    if (wrong === "extra" && (route.method === "GET" || dice.chance(0.3))) {
      query.push([dice.pick(["extra", "__proto__", "constructor", "boardId[]"]), "1"]);
      refusals.add(400);
    }
    if (query.length === 0) return "";
    return `?${query.map(([name, text]) => `${encoded(name)}=${encoded(text)}`).join("&")}`;
  }

  #body(
    { name, method, body, parameters }: DescribedRoute,
    wrong: string,
    headers: { [name: string]: string },
    place: Place,
    refusals: Set<number>,
  ): Buffer | undefined {
    if (method === "GET") return undefined;
    const dice = this.#dice;
    if (wrong === "raw") {
      const [bytes, statuses] = dice.pick(rawBodies);
      headers["Content-Type"] = "application/json";
      for (const status of statuses) refusals.add(status);
      return bytes;
    }
    const fields = body ? this.#fields(body, wrong, place) : {};
    const command = this.#places.command;
    if (name === "notifications.preview" && wrong === "nothing" && command && dice.chance(0.8))
      Object.assign(fields, { ...command, as: undefined });
    if (wrong === "extra" && refusals.size === 0) {
      const [parameter] = parameters;
      fields[
        dice.pick(["extra", "constructor", parameter?.in === "path" ? parameter.name : "id2"])
      ] = 1;
      refusals.add(400);
    }
    const isEmpty = Object.keys(fields).length === 0;
    if (isEmpty && !body?.required && dice.chance(0.7)) return undefined;
    const text = JSON.stringify(fields);
    const bytes = Buffer.from(text);
    if (body && !body.takes(JSON.parse(text)))
      refusals.add("role" in fields || "off" in fields ? anyRefusal : 400);
    if (bytes.length > 65_536) refusals.add(413);
    headers["Content-Type"] = "application/json";
    if (wrong === "type") {
      const [type, status] = dice.pick(contentTypes);
      headers["Content-Type"] = type;
      if (status) refusals.add(status);
    }
    return bytes;
  }

  #fields(body: Body, wrong: string, place: Place): { [name: string]: unknown } {
    const dice = this.#dice;
    const { fields } = dice.pick(body.shapes);
    const target = fields.length > 0 ? dice.pick(fields) : undefined;
    const value: { [name: string]: unknown } = {};
    for (const field of fields) {
      const { name, required } = field;
      if (wrong === "missing" && required && dice.chance(0.7)) continue;
      const isWrong = wrong === "field" && field === target;
      if (!isWrong && !required && dice.chance(leaveOut[name] ?? 0.5)) continue;
      const here = name === "version" ? [place.version] : [];
      const known = [...here, ...this.#places.values(knownAs(name))].filter(
        (one) => one !== undefined,
      );
      value[name] =
        !isWrong && here[0] !== undefined && dice.chance(0.9)
          ? here[0]
          : draw(dice, field, known, isWrong ? "broken" : "fine");
    }
    return value;
  }

  #preconditions(
    { parameters }: DescribedRoute,
    wrong: string,
    headers: { [name: string]: string },
    place: Place,
    refusals: Set<number>,
  ): void {
    const dice = this.#dice;
    const header = (name: string) =>
      parameters.find((one) => one.in === "header" && one.name === name);
    const key = header("Idempotency-Key");
    if (key && (wrong === "key" || dice.chance(0.3))) {
      const isUsed = this.#lastKey !== undefined && dice.chance(0.1);
      const random = isUsed ? this.#lastKey : `key-${dice.between(10_000, 1e9)}`;
      headers["Idempotency-Key"] =
        wrong === "key"
          ? dice.pick([
              "",
              "short",
              "x".repeat(129),
              "with a space",
              "tab\tinside",
              "caf\u00e9-latin",
              "a,b,c,d,e",
              "~".repeat(128),
            ])
          : (random as string);
      if (!isUsed && wrong !== "key") this.#lastKey = random;
      if (!key.takes(headers["Idempotency-Key"])) refusals.add(400);
    }
    const match = header("If-Match");
    const version = place.version ?? 1;
    if (wrong === "match") {
      headers["If-Match"] = dice.pick([
        "*",
        '"x"',
        "7",
        '"7',
        `W/"${version}"`,
        `"1", "${version}"`,
        "",
        '"",',
        '"9007199254740993"',
      ]);
      // If there is nothing to compare with, it is refused late.
      if (!match) refusals.add(anyRefusal);
      else if (!match.takes(headers["If-Match"])) refusals.add(400);
    } else if (match && dice.chance(0.2)) headers["If-Match"] = `"${version}"`;
    if (wrong === "match" && dice.chance(0.3)) {
      headers[dice.pick(["If-None-Match", "If-Unmodified-Since"])] = "*";
      // Only a command could overwrite something.
      if (key) refusals.add(400);
    }
  }
}

/** How often fields are left out that may be. A random id of one's own choice is always refused. */
const leaveOut: { readonly [field: string]: number } = {
  version: 0.2,
  id: 0.9,
  data: 0.9,
  spans: 0.9,
};

/** The name under which answers have the values of an input field. */
const knownAs = (name: string): string =>
  ({
    after: "next",
    before: "next",
    ids: "id",
    upTo: "id",
    messageId: "id",
    replyTo: "id",
    eventId: "id",
  })[name] ?? name;

/** A value as it stands in a URL. Node refuses requests whose URL and headers have more than 16 KiB. */
function textOf(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return encoded(text).length > 5_000 ? text.slice(0, 400) : text;
}

/** Whether a parameter takes these texts of a query string: each also as the number or boolean that it spells. */
function takesTexts({ takes }: Parameter, texts: readonly string[]): boolean {
  const [text = ""] = texts;
  // A list may have a single entry.
  if (texts.length !== 1 || takes(texts)) return takes(texts);
  const arrived = text.toWellFormed();
  if (takes(arrived)) return true;
  if (/^-?\d{1,17}(\.\d{1,17})?$/.test(text)) return takes(Number(text));
  return (text === "true" && takes(true)) || (text === "false" && takes(false));
}

/** Percent-encoded. Half a character is encoded like other code points, which is no UTF-8. */
const encoded = (text: string): string =>
  text
    .split(/([\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff])/)
    .map((part, i) => (i % 2 === 1 ? "%ED%A0%80" : encodeURIComponent(part)))
    .join("");

const rawBodies: readonly (readonly [Buffer, readonly number[]])[] = [
  [Buffer.from("{"), [400]],
  [Buffer.from("[]"), [400]],
  [Buffer.from("null"), [400]],
  [Buffer.from('"text"'), [400]],
  [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), [400]],
  [Buffer.from('{"__proto__":{"polluted":true}}'), [400]],
  [Buffer.from(`{"data":${'{"a":'.repeat(100)}1${"}".repeat(100)}}`), [400]],
  [Buffer.from(`{"title":"${"x".repeat(70_000)}"}`), [413]],
  [Buffer.from(`{"title":${"[".repeat(30_000)}${"]".repeat(30_000)}}`), [400]],
  [Buffer.from('{"title":1e999}'), [400]],
  [Buffer.from("{}garbage"), [400]],
];

/** Content types, with the status with which they are refused. */
const contentTypes: readonly (readonly [string, number | undefined])[] = [
  ["text/plain", 415],
  ["application/x-www-form-urlencoded", 415],
  ["application/merge-patch+json", 415],
  ["application/json; charset=latin1", 415],
  ["application/json; charset=utf-16", 415],
  ["APPLICATION/JSON", undefined],
  ["application/json;charset=UTF-8", undefined],
  ["multipart/form-data", 415],
  ["nonsense", 415],
];
