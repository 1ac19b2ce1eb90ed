import { changedSince, type ReceiptFile } from "@taskwire/core/approvals";
import type { TaskShown } from "@taskwire/react";
import type { Data } from "../workplace/fields.ts";
import { workplace } from "../workplace/workplace.ts";

/** A field that was decided on. */
export interface ContentLine {
  /** E.g. `title` or `data.amount`. */
  readonly path: string;
  /** Its value when it was decided on. */
  readonly value: unknown;
  readonly now: unknown;
  readonly isChanged: boolean;
}

/** Returns the fields that a receipt is about, each once, with their values of then and of now. */
export function contentLines({ receipt, content }: ReceiptFile, task: TaskShown): ContentLine[] {
  const changed = changedSince(receipt, task);
  // All the data may stand there, and some of its fields once more.
  const isWhole = "data" in content;
  const fields = Object.entries(content).filter(([path]) => !isWhole || !path.startsWith("data."));
  return fields
    .flatMap(([path, value]) => (path === "data" ? dataLines(value) : [{ path, value }]))
    .map(({ path, value }) => {
      const now = path.startsWith("data.") ? dataOf(task)[path.slice(5)] : Object(task)[path];
      const isChanged = path in receipt.parts ? changed.includes(path) : now !== value;
      return { path, value, now, isChanged };
    })
    .filter(({ value, now }) => value !== "" || now !== "");
}

const dataOf = ({ data }: TaskShown) => data as Data;

const dataLines = (value: unknown) =>
  workplace().fields.map(({ name }) => ({
    path: `data.${name}`,
    value: Object(value)[name] as unknown,
  }));
