import { z } from "zod";

/** Schemas of values that JSON can't hold, with what to use instead. */
const cures: { readonly [type: string]: string } = {
  bigint: "z.int(), or z.string() for more digits",
  date: "z.iso.datetime()",
  file: "z.string()",
  function: "z.unknown()",
  map: "z.record(…)",
  nan: "z.number()",
  promise: "the schema of its result",
  set: "z.array(…)",
  symbol: "z.string()",
  undefined: "z.null()",
  void: "z.null()",
};

/** Returns the part of a schema whose values JSON can't hold, and a replacement for it. */
export function jsonProblem(schema: z.ZodType, io: "input" | "output"): string | undefined {
  let problem: string | undefined;
  z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override({ zodSchema, path }) {
      const def = zodSchema._zod.def as { readonly type: string; readonly coerce?: boolean };
      // z.coerce.date() makes a date of the text that JSON has.
      if (problem || (io === "input" && def.coerce)) return;
      const where =
        path.length > 0 ? ` at "${path.filter((one) => one !== "properties").join(".")}"` : "";
      if (Object.hasOwn(cures, def.type))
        problem = `has a ${def.type}${where}, which JSON can't hold; use ${cures[def.type]}.`;
      if (io === "output" && def.type === "transform")
        problem = `has a transform${where}, and nothing says what comes out of it; add .pipe(schema).`;
    },
  });
  return problem;
}
