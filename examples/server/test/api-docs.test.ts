import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Validator } from "@seriousme/openapi-schema-validator";
import express from "express";
import { expect, onTestFinished, test } from "vitest";
import { apiDocs } from "../src/api-docs.ts";
import { createDealer } from "../src/dealer.ts";
import { filesIn } from "../src/settings.ts";
import { openTab } from "./support/chromium.ts";
import { requestsTo, runServer, seededDirectory } from "./support/server.ts";

test("serves OpenAPI, AsyncAPI and the schemas of frames at /docs", async () => {
  const { request } = await runServer();
  const read = async (name: string) => (await request(`/docs/${name}`)).body;
  const openApi = await read("openapi.json");
  expect(await new Validator().validate(openApi)).toEqual({ valid: true });
  expect(Object.keys(openApi.paths)).toContain("/boards/{boardId}/tasks/{taskId}/approve");
  expect(await read("asyncapi.json")).toMatchObject({ asyncapi: "3.1.0" });
  expect(Object.keys((await read("schemas.json")).down)).toContain("welcome");
});

test("shows them on a page that loads nothing from another host and needs no script", async () => {
  const { url } = await runServer();
  const page = await openTab();
  const outside: string[] = [];
  page.on("request", (one) => {
    if (!one.url().startsWith(url)) outside.push(one.url());
  });
  await page.goto(`${url}/docs`);
  const approve = page.getByText("POST /api/boards/{boardId}/tasks/{taskId}/approve");
  await approve.click();
  await page.getByText('"operationId": "tasks.approve"').waitFor();
  expect(outside).toEqual([]);
});

test.each(["", "openapi.json", "asyncapi.json", "schemas.json"])(
  "makes the bytes of /docs/%s once, and answers 304 to a client that has them",
  async (name) => {
    const dealer = createDealer(filesIn(await seededDirectory()).tasks);
    await dealer.open();
    onTestFinished(() => dealer.close());
    const sent: unknown[] = [];
    const app = express();
    app.use((_request, response, next) => {
      const send = response.send.bind(response);
      response.send = (body) => {
        sent.push(body);
        return send(body);
      };
      next();
    });
    app.use("/docs", apiDocs(dealer, "Dealer"));
    const server = app.listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const request = requestsTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const first = await request(`/docs/${name}`);
    expect(first.headers.get("Cache-Control")).toBe("public, max-age=300");
    const again = await request(`/docs/${name}`, {
      // Without the second header, fetch asks for an answer that no cache had.
      headers: {
        "If-None-Match": first.headers.get("ETag") ?? "",
        "Cache-Control": "max-age=0",
      },
    });
    expect(again).toMatchObject({ status: 304, body: "" });
    expect(sent[0]).toBeInstanceOf(Buffer);
    expect(sent[1]).toBe(sent[0]);
  },
);
