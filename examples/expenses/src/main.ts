import { fileURLToPath } from "node:url";
import { run } from "../../server/src/run.ts";
import { expenses } from "./workplace.ts";

const hints = [
  "Each of them sees another side of the same requests. Try this:",
  "  dao     votes first: she is the line manager of most requests",
  "  nok     votes for the law department, and for Ton, who is away",
  "  lek     has a request that came back, with the reason",
  "  ann     helps where a step is stuck: adds a voter, moves a deadline",
  "Open two windows, or /split, to see a vote arrive at the other person.",
];

await run(
  expenses,
  { DATA_DIR: fileURLToPath(new URL("../data", import.meta.url)), PORT: "3100", ...process.env },
  hints,
);
