// The parts that replace Node's own functions, so that core runs in browsers, against those functions.
import { hash } from "node:crypto";
import { isIP } from "node:net";
import { fc, test } from "@fast-check/vitest";
import { build } from "esbuild";
import { expect } from "vitest";
import { textOfBase64url, toBase64url } from "../src/model/base64url.ts";
import { byteLength } from "../src/model/byte-length.ts";
import { portableSha256, sha256 } from "../src/model/sha256.ts";
import { networkOf } from "../src/session/budget/network.ts";

const anyText = fc.string({ unit: "binary", maxLength: 300 });
const alsoHalfPairs = fc
  .array(fc.oneof(anyText, fc.constantFrom("\ud83d", "\ude00")))
  .map((parts) => parts.join(""));

test.prop([alsoHalfPairs])("counts the bytes that Node counts", (text) => {
  expect(byteLength(text)).toBe(Buffer.byteLength(text));
});

test.each(["a", "ก", "😀", "\ud83d", "aก😀"])("counts the bytes of long texts of %j", (part) => {
  for (const length of [16_383, 16_384, 49_151, 49_152, 200_001]) {
    const text = part.repeat(length);
    expect(byteLength(text)).toBe(Buffer.byteLength(text));
  }
});

test.prop([
  fc.oneof(
    anyText,
    fc.nat(200).map((length) => "x".repeat(length)),
  ),
])("computes the hash that Node computes, also without Node", (text) => {
  const expected = hash("sha256", text, "base64url");
  expect([sha256(text), portableSha256(text)]).toEqual([expected, expected]);
});

test.prop([anyText])("encodes and decodes Base64 as Node does", (text) => {
  const bytes = Buffer.from(text);
  const encoded = toBase64url(bytes);
  expect(encoded).toBe(bytes.toString("base64url"));
  expect(textOfBase64url(encoded)).toBe(bytes.toString());
});

const part = fc.constantFrom("0", "00", "1", "09", "255", "256", "a", "ffff", "fffff", "g", "");
const separator = fc.constantFrom(".", ":", "::");
const likeAddresses = fc
  .array(fc.tuple(part, separator), { maxLength: 9 })
  .chain((parts) => part.map((last) => parts.flat().join("") + last));

test.prop([fc.oneof(fc.ipV4(), fc.ipV6(), likeAddresses)], { numRuns: 2_000 })(
  "recognises the addresses that Node recognises",
  (address) => {
    const network = networkOf(address);
    const isNetwork = network.endsWith("/64") || isIP(network) === 4;
    expect(isNetwork).toBe(isIP(address) !== 0);
  },
);

test("core can be bundled for a browser", async () => {
  const { warnings, metafile } = await build({
    entryPoints: ["packages/core/src/index.ts", "packages/core/src/doors/adapter.ts"],
    bundle: true,
    platform: "browser",
    format: "esm",
    outdir: "out",
    write: false,
    metafile: true,
  });
  expect(warnings).toEqual([]);
  const inputs = Object.keys(metafile.inputs).filter((file) => !file.startsWith("packages/core/"));
  expect(inputs.filter((file) => !/node_modules\/(zod|eventemitter3)\//.test(file))).toEqual([]);
});

test.each(["model", "protocol", "approvals", "mentions"])(
  "clients load no schema library with @taskwire/core/%s",
  async (door) => {
    const { metafile } = await build({
      entryPoints: [`packages/core/src/doors/${door}.ts`],
      bundle: true,
      format: "esm",
      outdir: "out",
      write: false,
      metafile: true,
    });
    const [output] = Object.values(metafile.outputs);
    const loaded = Object.keys(output?.inputs ?? {});
    expect(loaded.filter((file) => !file.startsWith("packages/core/src/"))).toEqual([]);
  },
);
