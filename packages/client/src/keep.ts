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
 * Gives `next` the parts of `held` that are equal. Every connection brings the same definitions again,
 * and what a page has drawn depends on their identity.
 */
export function keepParts<Shape extends object>(held: Shape, next: Shape): Shape {
  for (const name in held)
    if (JSON.stringify(held[name]) === JSON.stringify(next[name])) next[name] = held[name];
  return next;
}
