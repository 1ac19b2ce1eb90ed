import { type Away, judge, Watcher, Writer } from "./load.ts";
import { startWorld } from "./world.ts";

/** The result of {@link disturbRedis}. */
export interface RedisReport {
  readonly problems: readonly string[];
  readonly acknowledged: number;
  /** All times in ms. */
  readonly slowestCommand: number;
  readonly worstWhileAway: number;
  readonly worstWhileThere: number;
}

/**
 * Runs two servers under load while Redis is killed and restarted `kills` times, and is away for
 * `periods` periods: killed and paused in turn.
 */
export async function disturbRedis(
  { kills, periods }: { readonly kills: number; readonly periods: number },
  progress: (done: string) => void = () => {},
): Promise<RedisReport> {
  await using world = await startWorld();
  const { redis, here, there } = world;
  using stack = new DisposableStack();
  // One board for each direction: a commit to a board makes its own server read everything that was
  // missed there.
  const pairs = [
    {
      writer: stack.use(new Writer(here, "sales")),
      watcher: stack.use(await Watcher.on(there, "sales")),
    },
    {
      writer: stack.use(new Writer(there, "stock")),
      watcher: stack.use(await Watcher.on(here, "stock")),
    },
  ];
  // Its only event comes just before Redis returns, so no later hint can tell that its hint was
  // lost.
  const quiet = {
    writer: stack.use(new Writer(here, "quiet")),
    watcher: stack.use(await Watcher.on(there, "quiet")),
  };
  const work = pairs.map(({ writer }) => writer.work(10));
  const aways: Away[] = [];
  const acrossAll = (count: number) =>
    Promise.all(pairs.map(async ({ writer, watcher }) => watcher.sees(await writer.more(count))));

  async function away(
    go: () => unknown,
    stay: () => Promise<unknown>,
    come: () => unknown,
  ): Promise<void> {
    const from = performance.now();
    await go();
    await stay();
    await quiet.writer.write();
    await come();
    aways.push({ from, to: performance.now() });
  }

  /** Keeps Redis up long enough for the limits that hold then. */
  async function calm(): Promise<void> {
    const until = performance.now() + 1_100;
    while (performance.now() < until) await acrossAll(1);
  }

  for (let i = 0; i < kills; i++) {
    await Promise.all(pairs.map(({ writer }) => writer.more(1 + Math.floor(Math.random() * 10))));
    await away(
      () => redis.kill(),
      async () => {},
      () => redis.start(),
    );
    if (i % 5 === 4) await calm();
    if (i % 10 === 9) progress(`${i + 1} of ${kills} kills`);
  }
  for (let i = 0; i < periods; i++) {
    // Ends the period only after the tasks of the meantime have arrived without Redis.
    if (i % 2 === 0)
      await away(
        () => redis.kill(),
        () => acrossAll(3),
        () => redis.start(),
      );
    else
      await away(
        () => redis.pause(),
        () => acrossAll(3),
        () => redis.resume(),
      );
    await calm();
    if (i % 10 === 9) progress(`${i + 1} of ${periods} periods`);
  }
  await acrossAll(20);
  for (const { writer } of pairs) writer.stop();
  await Promise.all(work);
  const all = [...pairs, quiet];
  await Promise.all(
    all.map(({ writer, watcher }) =>
      watcher.sees([...writer.acknowledged.keys()].at(-1) as string),
    ),
  );

  const verdicts = all.map(({ writer, watcher }) => judge(writer, watcher, aways));
  const errors = [here, there].flatMap((node) => node.errors.map(String));
  return {
    problems: [...errors, ...verdicts.flatMap(({ problems }) => problems)].slice(0, 20),
    acknowledged: all.reduce((sum, { writer }) => sum + writer.acknowledged.size, 0),
    slowestCommand: Math.max(...all.map(({ writer }) => writer.slowest)),
    worstWhileAway: Math.max(...verdicts.map(({ worstAway }) => worstAway)),
    worstWhileThere: Math.max(...verdicts.map(({ worstThere }) => worstThere)),
  };
}
