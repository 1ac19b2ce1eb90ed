import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { expect, onTestFinished, test } from "vitest";
import { pageFiles } from "../src/app.ts";
import { openTab } from "./support/chromium.ts";
import { logIn, runServer } from "./support/server.ts";

test("forbids foreign scripts, styles and sockets, inline code and HTML made from text, in every response", async () => {
  const { request } = await runServer();
  for (const path of ["/", "/js/main.js", "/auth/demo", "/api/health", "/nothing"]) {
    const policy = (await request(path)).headers.get("Content-Security-Policy")?.split(";");
    expect.soft(policy, path).toContain("default-src 'self'");
    expect.soft(policy, path).toContain("require-trusted-types-for 'script'");
    expect.soft(policy?.join(), path).not.toContain("unsafe");
  }
});

test("lets only pages of listed origins read responses", async () => {
  const { request } = await runServer({ origins: ["http://localhost:5173"] });
  const allowed = (origin: string) =>
    request("/auth/demo", { headers: { Origin: origin } }).then(({ headers }) =>
      headers.get("Access-Control-Allow-Origin"),
    );
  expect(await allowed("http://localhost:5173")).toBe("http://localhost:5173");
  expect(await allowed("http://localhost:5174")).toBeNull();
  expect(await allowed("null")).toBeNull();
  expect((await request("/auth/demo")).headers.get("Access-Control-Allow-Credentials")).toBeNull();
});

test("has no demo accounts in production, and refuses their passwords", async () => {
  const { request } = await runServer({ isProduction: true });
  expect((await request("/auth/demo")).status).toBe(404);
  expect((await logIn(request, "dao")).status).toBe(401);
});

test("serves the page from another port if its origin is listed", async () => {
  const page = createServer(express().use(pageFiles()));
  onTestFinished(() => void page.close());
  await new Promise<void>((resolve) => page.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(page.address() as AddressInfo).port}`;
  const { url } = await runServer({ origins: [origin] });

  const tab = await openTab();
  await tab.goto(`${origin}/vanilla?server=${url}`);
  await tab.locator(".side-panel-left .chip[data-login=lek]").click();
  await tab.locator(".side-panel-left .status[data-status=live]").waitFor();
  await tab.locator(".side-panel-left .card").first().waitFor();
}, 30_000);

test("sends nothing to a foreign server that a link to the page names", async () => {
  const { url } = await runServer();
  let requests = 0;
  const other = createServer((_request, response) => {
    requests++;
    response.setHeader("Access-Control-Allow-Origin", "*").end("[]");
  });
  onTestFinished(() => void other.close());
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));

  const tab = await openTab();
  const blocked = tab.waitForEvent("console", (message) =>
    message.text().includes("Content Security Policy"),
  );
  await tab.goto(`${url}/vanilla?server=http://127.0.0.1:${(other.address() as AddressInfo).port}`);
  await blocked;
  expect(requests).toBe(0);
}, 30_000);
