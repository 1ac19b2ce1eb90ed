/**
 * Returns `held` if all its fields equal those of `next`, or else `next`. So if nothing has
 * changed, a page that compares objects with `===` draws nothing.
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
 * Replaces the parts of `next` that equal those of `held` by the old objects. Each new connection
 * sends the same definitions again, and a page would draw everything again if they were new
 * objects.
 */
export function keepParts<Shape extends object>(held: Shape, next: Shape): Shape {
  for (const name in held)
    if (JSON.stringify(held[name]) === JSON.stringify(next[name])) next[name] = held[name];
  return next;
}
