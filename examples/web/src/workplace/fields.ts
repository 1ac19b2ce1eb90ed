/** A field of a request's data. */
export interface Field {
  readonly name: string;
  /** `amount`: in baht. `person`: the id of a member. */
  readonly kind: "text" | "check" | "amount" | "person";
  readonly suggestions?: readonly string[];
  /** The roles of the people to choose from. */
  readonly roles?: readonly string[];
}

/** The data of a request. */
export type Data = { readonly [field: string]: string | number | boolean };

/** The values in a form, as they were typed. */
export type Values = { readonly [field: string]: string | boolean };

const emptyOf = ({ kind }: Field) => (kind === "check" ? false : "");

/** The values of a form in which nothing was typed. */
export const noValues = (fields: readonly Field[]): Values =>
  Object.fromEntries(fields.map((field) => [field.name, emptyOf(field)]));

export const valuesOf = (fields: readonly Field[], data: Data): Values =>
  Object.fromEntries(
    fields.map((field) => {
      const value = data[field.name] ?? emptyOf(field);
      return [field.name, typeof value === "number" ? String(value) : value];
    }),
  );

const amountOf = (text: string) => Number(text.replaceAll(/[\s,]/g, ""));

/** Converts what was typed to data. Returns the first field that is missing or wrong instead. */
export function dataOf(
  fields: readonly Field[],
  values: Values,
): { readonly data: Data } | { readonly missing: Field } {
  const data: { [field: string]: string | number | boolean } = {};
  for (const field of fields) {
    const value = values[field.name] ?? emptyOf(field);
    const given = typeof value === "string" ? value.trim() : value;
    const isWrong = given === "" || (field.kind === "amount" && !(amountOf(String(given)) > 0));
    if (isWrong) return { missing: field };
    data[field.name] = field.kind === "amount" ? amountOf(String(given)) : given;
  }
  return { data };
}
