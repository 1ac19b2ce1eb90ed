import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { expect, onTestFinished, test } from "vitest";
import { pageFiles } from "../src/app.ts";
import { openTab } from "./support/chromium.ts";
import { logIn, runServer } from "./support/server.ts";

test("every answer forbids scripts, styles and sockets from elsewhere, anything inline, and HTML made from text", async () => {
  const { ask } = await runServer();
  for (const path of ["/", "/js/main.js", "/auth/demo", "/api/health", "/nothing"]) {
    const policy = (await ask(path)).headers.get("Content-Security-Policy")?.split(";");
    expect.soft(policy, path).toContain("default-src 'self'");
    expect.soft(policy, path).toContain("require-trusted-types-for 'script'");
    expect.soft(policy?.join(), path).not.toContain("unsafe");
  }
});

test("only origins that are listed may read answers from another page", async () => {
  const { ask } = await runServer({ origins: ["http://localhost:5173"] });
  const allowed = (origin: string) =>
    ask("/auth/demo", { headers: { Origin: origin } }).then(({ headers }) =>
      headers.get("Access-Control-Allow-Origin"),
    );
  expect(await allowed("http://localhost:5173")).toBe("http://localhost:5173");
  expect(await allowed("http://localhost:5174")).toBeNull();
  expect(await allowed("null")).toBeNull();
  expect((await ask("/auth/demo")).headers.get("Access-Control-Allow-Credentials")).toBeNull();
});

test("production has no demo: no list of accounts, no people, and their passwords open nothing", async () => {
  const { ask } = await runServer({ isProduction: true });
  expect((await ask("/auth/demo")).status).toBe(404);
  expect((await logIn(ask, "dao")).status).toBe(401);
});

test("the page works from another port, whose origin the server lists", async () => {
  const page = createServer(express().use(pageFiles()));
  onTestFinished(() => void page.close());
  await new Promise<void>((resolve) => page.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(page.address() as AddressInfo).port}`;
  const { url } = await runServer({ origins: [origin] });

  const tab = await openTab();
  await tab.goto(`${origin}/?server=${url}`);
  await tab.locator(".pane-left .chip[data-login=lek]").click();
  await tab.locator(".pane-left .status[data-status=live]").waitFor();
  await tab.locator(".pane-left .card").first().waitFor();
}, 30_000);

test("served with its policy, the page sends nothing to a server that a link names", async () => {
  const { url } = await runServer();
  let asked = 0;
  const other = createServer((_request, response) => {
    asked++;
    response.setHeader("Access-Control-Allow-Origin", "*").end("[]");
  });
  onTestFinished(() => void other.close());
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));

  const tab = await openTab();
  const blocked = tab.waitForEvent("console", (message) =>
    message.text().includes("Content Security Policy"),
  );
  await tab.goto(`${url}/?server=http://127.0.0.1:${(other.address() as AddressInfo).port}`);
  await blocked;
  expect(asked).toBe(0);
}, 30_000);
