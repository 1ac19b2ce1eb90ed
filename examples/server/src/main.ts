import { dealer } from "./dealer-workplace.ts";
import { run } from "./run.ts";

await run(dealer);
