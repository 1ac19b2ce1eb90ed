import type { Definitions } from "@taskwire/core/model";
import type { Welcome } from "@taskwire/core/protocol";

const isSame = (a: object, b: object) => {
  const names = Object.keys(a) as (keyof typeof a)[];
  return (
    names.length === Object.keys(b).length && names.every((name) => Object.is(a[name], b[name]))
  );
};

/** `next`, or `held` when it says the same: so that who compares by identity has nothing to do. */
export const keep = <Shape extends object>(held: Shape, next: Shape): Shape =>
  isSame(held, next) ? held : next;

/** Draws from each greeting what verdicts rest on. Every connection brings it anew, as a rule the same. */
export function createDefinitions(): (welcome: Welcome) => Definitions {
  let definitions: Definitions | undefined;
  let definitionsText = "";
  return ({ workflow, roles, permissions }) => {
    const next = { workflow, roles, permissions };
    const text = JSON.stringify(next);
    if (!definitions || text !== definitionsText) definitions = next;
    definitionsText = text;
    return definitions;
  };
}
