import type { Facts } from "../model/facts.ts";
import type { TaskOf } from "../workflow/workflow.ts";

/** Facts whose task has the states, types and data of a workflow. */
export type FactsOf<W> = Omit<Facts, "task"> & { readonly task?: TaskOf<W> };

type Scalar = string | number | boolean;

/** Deeper paths are only checked by `defineRoles`, because a schema may contain itself. */
type MaxDepth = 7;

/**
 * Every path into a record, each with the type of its value. Where a schema doesn't name the fields
 * (`z.unknown()`, `z.record(…)`), every path is one. A union has the paths of all its members.
 */
type Fields<T, At extends string, Depth extends readonly unknown[] = []> = unknown extends T
  ? readonly [`${At}${string}`, unknown]
  : T extends Scalar | readonly unknown[] | null | undefined
    ? never
    : Depth["length"] extends MaxDepth
      ? readonly [`${At}${string}`, unknown]
      : {
          [K in keyof T & string]-?:
            | readonly [`${At}${K}`, T[K]]
            | Fields<T[K], `${At}${K}.`, [...Depth, 0]>;
        }[keyof T & string];

type Judged<W> = Omit<FactsOf<W>, "siblings" | "answers" | "vote" | "task"> & {
  readonly task?: TaskOf<W> extends infer T
    ? T extends unknown
      ? Omit<T, "approval">
      : never
    : never;
};

type FieldsOf<W> = Fields<Judged<W>, "">;

/** The paths whose values can be of a kind. */
type PathTo<Field, Kind> = Field extends readonly [infer Path extends string, infer Value]
  ? unknown extends Value
    ? Path
    : Extract<Value, Kind> extends never
      ? never
      : Path
  : never;

/** The paths to lists whose entries can be compared with a field. */
type PathToList<Field> = Field extends readonly [infer Path extends string, infer Value]
  ? unknown extends Value
    ? Path
    : Value extends readonly (infer Entry)[]
      ? PathTo<readonly [Path, Entry], Scalar>
      : never
  : never;

/** The paths, each with a value that its field can have. */
type PathWithValue<Field> = Field extends readonly [infer Path, infer Value]
  ? unknown extends Value
    ? readonly [Path, Scalar | null]
    : Extract<Value, Scalar | null> extends never
      ? never
      : readonly [Path, Extract<Value, Scalar | null>]
  : never;

/** A date: `2026-12-31`, which is midnight in UTC, or `2026-12-31T17:00:00+07:00`. */
type DateText = `${number}-${number}-${number}${"" | `T${string}`}`;

type ConditionOver<Text extends string, Value, List extends string, Ordered extends string> =
  | { readonly equals: readonly [Text, Text] }
  | { readonly is: Value }
  | { readonly includes: readonly [List, Text] }
  | { readonly lessThan: readonly [Ordered, Ordered | number | DateText] }
  | { readonly atMost: readonly [Ordered, Ordered | number | DateText] }
  | { readonly moreThan: readonly [Ordered, Ordered | number | DateText] }
  | { readonly atLeast: readonly [Ordered, Ordered | number | DateText] }
  | { readonly not: ConditionOver<Text, Value, List, Ordered> }
  | { readonly all: readonly ConditionOver<Text, Value, List, Ordered>[] }
  | { readonly any: readonly ConditionOver<Text, Value, List, Ordered>[] };

/**
 * A condition about the fields that the records of a workflow have. Names of fields that don't exist are
 * compile errors.
 *
 * @example
 * ```ts
 * const fourEyes: ConditionOf<typeof workflow> = {
 *   not: { equals: ["task.decision.by", "actor.userId"] },
 * };
 * const large: ConditionOf<typeof workflow> = { atLeast: ["task.data.amount", 100_000] };
 * ```
 */
export type ConditionOf<W> = ConditionOver<
  PathTo<FieldsOf<W>, Scalar>,
  PathWithValue<FieldsOf<W>>,
  PathToList<FieldsOf<W>>,
  PathTo<FieldsOf<W>, string | number>
>;
