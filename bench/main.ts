import { availableParallelism, cpus } from "node:os";
import { progress, summary } from "./report.ts";
import { capacity } from "./sections/capacity.ts";
import { catchup } from "./sections/catchup.ts";
import { cycle } from "./sections/cycle.ts";
import { fanout } from "./sections/fanout.ts";
import { inbox } from "./sections/inbox.ts";
import { inboxCycles } from "./sections/inbox-cycles.ts";
import { limited } from "./sections/limited.ts";
import { memory } from "./sections/memory.ts";
import { mentions } from "./sections/mentions.ts";
import { nodes } from "./sections/nodes.ts";
import { open } from "./sections/open.ts";
import { postgres } from "./sections/postgres.ts";
import { postgresInbox } from "./sections/postgres-inbox.ts";
import { room } from "./sections/room.ts";
import { votes } from "./sections/votes.ts";

/**
 * `npm run bench` measures everything; `npm run bench -- inbox memory` measures some of it. The
 * default configuration comes first. At the end, all figures with a goal are printed once more.
 * Figures are comparable only within one run, so goals are ratios.
 */
const sections: { readonly [name: string]: () => Promise<void> } = {
  cycle,
  inbox,
  "inbox-cycles": inboxCycles,
  open,
  fanout,
  limited,
  memory,
  catchup,
  mentions,
  votes,
  nodes,
  postgres,
  "postgres-inbox": postgresInbox,
  room,
  capacity,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(sections, name));
if (unknown.length > 0) {
  console.error(
    `There is no section ${unknown.join(", ")}. There are ${Object.keys(sections).join(", ")}.`,
  );
  process.exit(1);
}
console.log(`Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model.trim()}`);
for (const [name, run] of Object.entries(sections)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const start = performance.now();
  await run();
  progress(`${name} took ${Math.round((performance.now() - start) / 1000)} s`);
  if (process.stderr.isTTY) process.stderr.write("\n");
}
summary();
