import type { Definitions } from "@taskwire/core/model";
import type { Welcome } from "@taskwire/core/protocol";

const isSame = (a: object, b: object) => {
  const names = Object.keys(a) as (keyof typeof a)[];
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
};

/**
 * Returns `held` if its fields are those of `next`, or else `next`. So a page that compares objects by
 * identity has nothing to do.
 */
export const keep = <Shape extends object>(held: Shape | undefined, next: Shape): Shape =>
  held && isSame(held, next) ? held : next;

/**
 * Returns a function that takes the definitions from `welcome`. Every connection brings them again,
 * and they are the same object as long as they are equal.
 */
export function createDefinitions(): (welcome: Welcome) => Definitions {
  let text = "";
  let definitions: Definitions;
  return ({ workflow, roles, permissions }) => {
    const next = { workflow, roles, permissions };
    const nextText = JSON.stringify(next);
    if (text !== nextText) definitions = next;
    text = nextText;
    return definitions;
  };
}
