import { z } from "zod";

/** A JSON Schema (draft 2020-12), as plain data. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/**
 * Converts schemas to JSON Schemas for one document. Schemas with an id are written once, and
 * referred to.
 */
export class SchemaBook {
  readonly #at: string;
  readonly #shared: { [id: string]: JsonSchema } = {};

  /** @param at the place of the shared schemas in the document, for example `#/$defs`. */
  constructor(at: string) {
    this.#at = at;
  }

  /** The schemas that others refer to, by id. */
  get shared(): { readonly [id: string]: JsonSchema } {
    return this.#shared;
  }

  /** @param io `input` for data that a client sends, `output` for data that it gets. */
  of(schema: z.ZodType, io: "input" | "output"): JsonSchema {
    const {
      $defs = {},
      $schema: _,
      ...own
    } = z.toJSONSchema(schema, {
      io,
      unrepresentable: "any",
      // Later versions add fields. A client that refuses unknown fields would break.
      override: ({ jsonSchema }) => {
        if (io === "output" && jsonSchema.additionalProperties === false)
          delete jsonSchema.additionalProperties;
      },
    }) as JsonSchema & { readonly $defs?: { readonly [id: string]: JsonSchema } };
    for (const [id, shared] of Object.entries($defs))
      this.#shared[this.#nameOf(id, io)] ??= this.#moved(shared, io);
    return this.#moved(own, io);
  }

  // The same schema can look differently in both directions.
  #nameOf(id: string, io: "input" | "output"): string {
    return io === "input" ? `${id}Input` : id;
  }

  #moved(schema: JsonSchema, io: "input" | "output"): JsonSchema {
    return JSON.parse(JSON.stringify(schema), (key, value) =>
      key === "$ref" && typeof value === "string"
        ? `${this.#at}/${this.#nameOf(value.replace("#/$defs/", ""), io)}`
        : key === "id" && typeof value === "string"
          ? undefined
          : value,
    );
  }
}
