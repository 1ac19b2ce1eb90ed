import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { openTab } from "./support/chromium.ts";
import { runServer } from "./support/server.ts";

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
