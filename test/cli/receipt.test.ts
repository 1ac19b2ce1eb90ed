import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTaskwire } from "@taskwire/core";
import { canonicalJson } from "@taskwire/core/adapter";
import type { ReceiptFile } from "@taskwire/core/approvals";
import { expect, onTestFinished, test } from "vitest";
import { receiptProblems } from "../../packages/cli/src/commands/receipt.ts";
import { spend, startPurchase } from "../../packages/core/test/approvals/purchase.ts";
import { taskwire } from "./command.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const key = privateKey.export({ type: "pkcs8", format: "pem" }) as string;
const publicPem = publicKey.export({ type: "spki", format: "pem" }) as string;

/** The file of an approved purchase, and a folder with it and the public key. */
async function approved(options: { readonly signs: boolean } = { signs: true }) {
  const world = await startPurchase({
    approval: spend,
    ...(options.signs && { receipts: { app: "Example Ltd.", key } }),
  });
  const { as, on, now } = world;
  for (const id of ["max", "fay", "lea", "fin"] as const) {
    const { version } = await now();
    await as(id).tasks.approve({ ...on, version, reason: "ตกลง, “fine”\n…" });
  }
  const file: ReceiptFile = await as("ann").receipts.get(on);
  const folder = mkdtempSync(join(tmpdir(), "taskwire-receipt-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "receipt.json");
  writeFileSync(path, JSON.stringify(file));
  writeFileSync(join(folder, "public.pem"), publicPem);
  return { file, folder, path, keyPath: join(folder, "public.pem") };
}

test("taskwire receipt verify checks a signed receipt without a database", async () => {
  const { path, keyPath, file, folder } = await approved();
  const valid = await taskwire("receipt", "verify", path, "--key", keyPath);
  expect(valid.out).toContain('The decision "approve" by fin at');
  expect(valid.out).toMatch(/ of Example Ltd\.$/m);
  expect(valid.out).toContain('Rests on the vote "approve" by max.');
  expect(valid.out).toContain("valid, and signed with this key");
  expect(valid.code).toBe(0);
  const other = join(folder, "other.pem");
  const { publicKey: another } = generateKeyPairSync("ed25519");
  writeFileSync(other, another.export({ type: "spki", format: "pem" }));
  const foreign = await taskwire("receipt", "verify", path, "--key", other);
  expect(foreign).toMatchObject({ code: 1, out: expect.stringContaining("not one of this key") });
  const { signature: _, ...unsigned } = file;
  writeFileSync(path, JSON.stringify({ ...unsigned, key: publicPem }));
  const missing = await taskwire("receipt", "verify", path, "--key", keyPath);
  expect(missing).toMatchObject({ code: 1, out: expect.stringContaining("has no signature") });
  writeFileSync(path, JSON.stringify(file, null, 2));
  const pretty = await taskwire("receipt", "verify", path, "--key", keyPath);
  expect(pretty).toMatchObject({ code: 1, out: expect.stringContaining("formatted again") });
});

test("taskwire receipt verify needs a key, or the word that there is none", async () => {
  const { path } = await approved({ signs: false });
  const unsigned = await taskwire("receipt", "verify", path, "--unsigned");
  expect(unsigned).toMatchObject({ code: 0, out: expect.stringContaining("agrees with itself") });
  for (const args of [[path], [path, "--key", path], [path, "--unsigned", "--key", path], []])
    expect(await taskwire("receipt", "verify", ...args)).toMatchObject({ code: 2 });
  expect(await taskwire("receipt", "show", path)).toMatchObject({ code: 2 });
  const gone = await taskwire("receipt", "verify", `${path}.gone`, "--unsigned");
  expect(gone).toMatchObject({ code: 3, err: expect.stringContaining("can't be read") });
});

test("every flipped byte of a receipt's file is noticed", async () => {
  const { file } = await approved();
  const bytes = Buffer.from(`${JSON.stringify(file)}\n`);
  expect(receiptProblems(bytes, publicKey)).toEqual([]);
  const unnoticed: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const flipped = Buffer.from(bytes);
    // Each byte gets another flipped bit, so all bits are flipped somewhere.
    flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
    if (receiptProblems(flipped, publicKey).length === 0) unnoticed.push(at);
  }
  expect(unnoticed).toEqual([]);
});

test("a file with thousands of levels is no receipt", async () => {
  const { file } = await approved();
  const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
  const text = JSON.stringify({ ...file, content: "deep" }).replace('"deep"', deep);
  expect(receiptProblems(Buffer.from(text), publicKey).length).toBeGreaterThan(0);
});

/** Written from the page about receipts alone. */
const inPython = `
import base64, hashlib, json, sys
def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
def digest(value):
    hashed = hashlib.sha256(canonical(value).encode()).digest()
    return base64.urlsafe_b64encode(hashed).decode().rstrip("=")
def check(part):
    receipt = part["receipt"]
    assert receipt["content"] == digest(receipt["parts"])
    assert sorted(receipt["covers"]) == sorted(receipt["parts"])
    if "reason" in part:
        assert receipt["reason"] == digest([part["salt"], part["reason"]])
    return receipt
file = json.load(open(sys.argv[1], encoding="utf-8"))
signature = file.pop("signature")
receipt = check(file)
for field, value in file["content"].items():
    assert receipt["parts"][field] == digest(value)
votes = [check(vote) for vote in file["votes"]]
assert sorted(digest(vote) for vote in votes) == sorted(receipt["votes"])
for vote in votes:
    assert all(receipt["parts"][field] == part for field, part in vote["parts"].items())
open(sys.argv[2], "wb").write(canonical(file).encode())
open(sys.argv[3], "wb").write(base64.urlsafe_b64decode(signature + "=="))
`;

test("thirty lines of Python and openssl verify a receipt from the written format", async () => {
  const { path, folder, keyPath, file } = await approved();
  const [script, text, signature] = ["check.py", "text", "signature"].map((one) =>
    join(folder, one),
  ) as [string, string, string];
  writeFileSync(script, inPython);
  const check = () => {
    execFileSync("python3", [script, path, text, signature], { stdio: "pipe" });
    const args = ["-verify", "-pubin", "-inkey", keyPath, "-rawin", "-in", text];
    return execFileSync("openssl", ["pkeyutl", ...args, "-sigfile", signature]).toString();
  };
  expect(check()).toContain("Signature Verified Successfully");
  expect(inPython.trim().split("\n").length).toBeLessThanOrEqual(30);
  writeFileSync(path, canonicalJson({ ...file, content: { ...file.content, title: "A car" } }));
  expect(check).toThrow("AssertionError");
});

test("createTaskwire refuses a key that can't sign, and does not show it", () => {
  const wrong = key.replace(/[A-Za-z](?=.*\n-----END)/, "");
  for (const receipts of [{ app: "" }, { app: "x", key: wrong }, { app: "x", key: publicPem }]) {
    const make = () => createTaskwire({ receipts });
    expect(make).toThrow("receipts: ");
    expect(make).not.toThrow(wrong.split("\n")[1] ?? "");
  }
});
