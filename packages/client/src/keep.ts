/**
 * Returns `held` if its fields are those of `next`, or else `next`. So a page that compares objects by
 * identity has nothing to do.
 */
export function keep<Shape extends object>(held: Shape | undefined, next: Shape): Shape {
  const names = Object.keys(next) as (keyof Shape)[];
  const isSame =
    held &&
    names.length === Object.keys(held).length &&
    names.every((name) => held[name] === next[name]);
  return isSame ? held : next;
}

/**
 * Gives `next` the parts of `held` that are equal. Every connection brings the same definitions again,
 * and what a page has drawn depends on their identity.
 */
export function keepParts<Shape extends object>(held: Shape, next: Shape): Shape {
  for (const name in held)
    if (JSON.stringify(held[name]) === JSON.stringify(next[name])) next[name] = held[name];
  return next;
}
