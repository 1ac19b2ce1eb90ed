// `npm test`: quick checks first, then every test that is not slow (see slow-tests.ts). `--all` runs the slow ones too,
// and so does every argument of vitest, for example the name of a file. `--long` runs the *.long.test.ts files instead.
// `npm run test:long -- --part 3/20 [--resume]` plays a part of the 250,000 simulated systems; `--resume` continues where
// it was cut off. With the file of another long run at the end, it plays a part of that run.
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const args = process.argv.slice(2);
const isLong = args.includes("--long");
const isQuick = args.length === 0;
const checks = isLong
  ? []
  : [
      { name: "format and lint", command: "biome", args: ["ci", "--log-level=warn", "."] },
      { name: "types", command: "tsc", args: ["-p", "tsconfig.json", "--checkers", "2"] },
      { name: "types of the app", command: "tsc", args: ["-p", "examples/web"] },
    ];

const failed = checks.filter((check) => {
  const isClean = run(check.command, check.args) === 0;
  console.log(`${isClean ? "✓" : "✗"} ${check.name}`);
  return !isClean;
});

const mode = isLong ? ["--mode=long"] : isQuick ? ["--mode=quick"] : [];
const partAt = args.indexOf("--part");
const part = partAt < 0 ? undefined : args[partAt + 1];
const partEnv = part
  ? { TASKWIRE_PART: part, TASKWIRE_RESUME: args.includes("--resume") ? "1" : "0" }
  : {};
const others = args.filter(
  (arg, i) =>
    !["--all", "--long", "--part", "--resume"].includes(arg) && (partAt < 0 || i !== partAt + 1),
);
const isNamed = others.some((arg) => arg.endsWith(".test.ts"));
const rest = part && !isNamed ? [...others, "test/simulation.long.test.ts"] : others;
if (isQuick) console.log("The slow tests are left out. `npm run test:all` runs them too.");
// The reporter counts a failed check as a failed test, so that the last line never reports success
// wrongly.
const status = run("vitest", ["run", ...mode, ...rest], {
  FAILED_CHECKS: failed.map(({ name }) => name).join(", "),
  // Tests start hundreds of Node processes. A compile cache halves their start time.
  NODE_COMPILE_CACHE: join(import.meta.dirname, "..", "node_modules", ".taskwire", "compiled"),
  ...partEnv,
});
process.exitCode = failed.length > 0 ? 1 : status;

function run(command, args, env = {}) {
  const { status, error } = spawnSync(command, args, {
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  if (error)
    console.error(`Cannot run ${command} (${error.message}). Start this with \`npm test\`.`);
  return status ?? 1;
}
