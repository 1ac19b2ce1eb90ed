/**
 * Waits for something while time passes. An attempt that conflicts waits for the clock before the next one, so it
 * would never end on a clock that stands still. Time passes a few times faster than real time: if it ran much
 * faster, the jobs of a real storage would time out.
 */
export async function whileTimePasses<T>(
  advance: (ms: number) => Promise<void>,
  work: Promise<T>,
): Promise<T> {
  let isOver = false;
  const ended = work.finally(() => {
    isOver = true;
  });
  ended.catch(() => {});
  while (!isOver) {
    await advance(20);
    await new Promise((resolve) => void setTimeout(resolve, 5));
  }
  return ended;
}
