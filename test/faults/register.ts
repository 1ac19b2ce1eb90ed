import { registerHooks } from "node:module";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { faultOf } from "./all.ts";
import { plant } from "./fault.ts";

// Used with `node --import`: loads the fault's source file with the fault in it, in this process
// and its threads.
const root = fileURLToPath(new URL("../..", import.meta.url));
const fault = faultOf(Number(process.env.TASKWIRE_FAULT));

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.startsWith("file:") || relative(root, fileURLToPath(url)) !== fault.file)
      return loaded;
    return { ...loaded, source: plant(String(loaded.source), fault) };
  },
});
