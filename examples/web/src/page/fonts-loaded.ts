/** The first drawing waits for the fonts at most so long, in ms. */
const maxWaitMs = 500;

const faces = [
  '400 15px "IBM Plex Sans Thai Looped"',
  '600 15px "IBM Plex Sans Thai Looped"',
  '600 20px "IBM Plex Sans Thai"',
];

/** Waits for the fonts of the first page, so that nothing moves when they arrive. */
export async function fontsLoaded(): Promise<void> {
  const all = Promise.all(faces.map((face) => document.fonts.load(face, "aก")));
  const late = new Promise((resolve) => setTimeout(resolve, maxWaitMs));
  // Without the fonts, the page looks different, and works.
  await Promise.race([all, late]).catch(() => {});
}
