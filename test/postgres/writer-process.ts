// A node that writes as fast as it can until it is stopped: `node writer-process.ts <url>
// <schema>`. Prints a line for each commit.
import { markOf, openAt } from "./counting.ts";

const [url = "", schema = ""] = process.argv.slice(2);
const storage = await openAt(url, { schema });
const write = async (worker: number) => {
  for (let count = 0; ; count++) {
    await storage.commit(markOf(`stopped-${worker}-${count}`));
    console.log(count);
  }
};
await Promise.all(Array.from({ length: 16 }, (_, worker) => write(worker)));
