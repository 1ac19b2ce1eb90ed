import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";

const run = promisify(execFile);
const folder = join(import.meta.dirname, "..");
const text = (name: string) => readFileSync(join(folder, name), "utf8");
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };

function temporaryFolder(): string {
  const work = mkdtempSync(join(tmpdir(), "taskwire-deployment-"));
  onTestFinished(() => rmSync(work, { recursive: true }));
  return work;
}

test("nginx accepts the configuration, with TLS", async () => {
  const work = temporaryFolder();
  const [key, certificate] = [join(work, "app.key"), join(work, "app.crt")];
  const subject = ["-subj", "/CN=app.example", "-days", "1"];
  const request = [
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-keyout",
    key,
    "-out",
    certificate,
  ];
  await run("openssl", [...request, ...subject]);
  const site = text("nginx.conf")
    .replaceAll("/etc/ssl/app/", `${work}/`)
    .replaceAll(/app[12]:3000/g, "127.0.0.1:3000");
  const config = join(work, "nginx.conf");
  writeFileSync(config, `pid ${work}/pid; events {} http { ${site} }`);
  const { stderr } = await run("nginx", ["-t", "-e", "stderr", "-p", work, "-c", config], { env });
  expect(stderr).toContain("test is successful");
});

test("Caddy accepts the configuration, as it is formatted", async () => {
  const path = join(folder, "Caddyfile");
  const { stderr } = await run("caddy", ["validate", "--adapter", "caddyfile", "--config", path], {
    env,
  });
  expect(stderr).not.toMatch(/"level":"(warn|error)"|WARN|ERROR/);
  expect((await run("caddy", ["fmt", path], { env })).stdout).toBe(text("Caddyfile"));
});

test("systemd finds no mistake in the unit", async () => {
  const work = temporaryFolder();
  const [program, unit] = [join(work, "node"), join(work, "app@3000.service")];
  // The check wants the program to be there.
  writeFileSync(program, "#!/bin/sh\n");
  chmodSync(program, 0o755);
  writeFileSync(unit, text("app@.service").replace("/usr/bin/node", program));
  const { stdout, stderr } = await run("systemd-analyze", ["verify", unit]);
  expect(`${stdout}${stderr}`.split("\n").filter((line) => line.includes("app@3000"))).toEqual([]);
});
