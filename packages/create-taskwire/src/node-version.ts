/** The first version of Node that runs the TypeScript files of the app. */
const [needed, least] = [22, 18];

/**
 * Throws an error with the cure if this Node can't run the app. npm only warns, and the app itself can't tell: such a Node
 * does not read its first file.
 */
export function checkNode({ version } = process): void {
  const [major = 0, minor = 0] = version.slice(1).split(".").map(Number);
  if (major > needed || (major === needed && minor >= least)) return;
  throw new Error(
    `The app needs Node >= ${needed}.${least}. This is Node ${version}: install a newer one.`,
  );
}
