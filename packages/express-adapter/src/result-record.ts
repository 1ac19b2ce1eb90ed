type Fields = { readonly [field: string]: unknown };

/** A record in an answer, with those of its fields that were asked for. */
export type ResultRecord = Fields & { readonly id: string; readonly version: number };

/**
 * Returns the record of an answer: the answer itself, or its field with the name `noun`, such as `task`
 * for `tasks.get`. Reads no more of the text than it needs, because an answer may have a megabyte.
 *
 * @param json JSON without white space, as `JSON.stringify` makes it
 * @param names the fields to read besides `id` and `version`; they are texts or numbers
 */
export function recordIn(
  json: string,
  noun: string,
  names: readonly string[] = [],
): ResultRecord | undefined {
  const wanted = new Set(["id", "version", ...names]);
  const own: { [field: string]: unknown } = {};
  let nested: ResultRecord | undefined;
  eachField(json, 0, (name, from) => {
    if (name === noun) nested = asRecord(scalarsAt(json, from, wanted));
    else if (wanted.has(name)) own[name] = scalarAt(json, from);
    return nested === undefined;
  });
  return nested ?? asRecord(own);
}

const asRecord = (fields: Fields): ResultRecord | undefined =>
  typeof fields.id === "string" && typeof fields.version === "number"
    ? (fields as ResultRecord)
    : undefined;

/** The wanted fields of the object that begins at `start`, as far as they are no objects or lists. */
function scalarsAt(json: string, start: number, wanted: ReadonlySet<string>): Fields {
  const found: { [field: string]: unknown } = {};
  let missing = wanted.size;
  eachField(json, start, (name, from) => {
    if (!wanted.has(name)) return true;
    found[name] = scalarAt(json, from);
    missing--;
    return missing > 0;
  });
  return found;
}

function scalarAt(json: string, from: number): unknown {
  const isScalar = json[from] !== "{" && json[from] !== "[";
  return isScalar ? JSON.parse(json.slice(from, endOfValue(json, from))) : undefined;
}

/**
 * Calls a function with the name of each field of the object that begins at `start`, and with the
 * position of its value, until it returns false.
 */
function eachField(
  json: string,
  start: number,
  use: (name: string, from: number) => boolean,
): void {
  if (json[start] !== "{") return;
  for (let at = start + 1; json[at] === '"'; ) {
    const from = endOfText(json, at) + 1;
    if (!use(JSON.parse(json.slice(at, from - 1)), from)) return;
    at = endOfValue(json, from) + 1;
  }
}

const quote = '"'.charCodeAt(0);
const backslash = "\\".charCodeAt(0);
const comma = ",".charCodeAt(0);
const opening = [..."{["].map((one) => one.charCodeAt(0));
const closing = [..."}]"].map((one) => one.charCodeAt(0));

/** The position behind the value that begins at `from`. */
function endOfValue(json: string, from: number): number {
  let depth = 0;
  for (let at = from; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === quote) at = endOfText(json, at) - 1;
    else if (opening.includes(code)) depth++;
    else if (closing.includes(code)) {
      if (depth === 0) return at;
      depth--;
    } else if (code === comma && depth === 0) return at;
  }
  return json.length;
}

/** The position behind the text that begins with the quote at `from`. */
function endOfText(json: string, from: number): number {
  for (let at = from + 1; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === quote) return at + 1;
    if (code === backslash) at++;
  }
  return json.length;
}
