interface Named {
  readonly name: string;
  readonly direct: readonly string[] | null;
}

/** Returns the name of a room. A direct one is called by the other person. */
export function roomName(
  { name, direct }: Named,
  myId: string | undefined,
  nameOf: (userId: string) => string,
): string {
  const other = direct?.find((userId) => userId !== myId);
  return other === undefined ? name : nameOf(other);
}
