import type { Browser } from "playwright-core";
import type { Frame } from "./animated-webp.ts";

/** A picture of the whole scene, and how long it stays. */
export interface Shot {
  readonly png: Buffer;
  readonly ms: number;
}

/** Time from a change on the side of the person who acts to the change on the other side, in ms. */
const acrossMs = 160;

interface Part {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly data: string;
}

/**
 * Returns the parts in which each picture differs from the one before it: one on the left half and one
 * on the right half, the side of the person who acts first. A browser compares and encodes them.
 */
export async function changedParts(browser: Browser, shots: readonly Shot[]): Promise<Frame[]> {
  const page = await browser.newPage();
  const frames: Frame[] = [];
  for (const [i, shot] of shots.entries()) {
    const pngs = [shots[i - 1]?.png, shot.png].map((png) => png?.toString("base64") ?? null);
    const parts = await page.evaluate(differences, pngs);
    for (const [n, { data, ...place }] of parts.entries()) {
      const ms = n < parts.length - 1 ? acrossMs : shot.ms;
      frames.push({ ...place, ms, image: Buffer.from(data.split(",")[1] ?? "", "base64") });
    }
  }
  await page.close();
  return frames;
}

/** Runs in the browser. */
async function differences([before, after]: (string | null)[]): Promise<Part[]> {
  const draw = async (png: string) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), {
      width: image.width,
      height: image.height,
    });
    const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
    context?.drawImage(image, 0, 0);
    return { canvas, pixels: context?.getImageData(0, 0, image.width, image.height).data };
  };
  const now = await draw(after ?? "");
  const { width, height } = now.canvas;
  const last = before ? await draw(before) : undefined;
  const encode = (x: number, y: number, toX: number, toY: number): Part => {
    const size = { width: toX - x, height: toY - y };
    const part = Object.assign(document.createElement("canvas"), size);
    part.getContext("2d", { alpha: false })?.drawImage(now.canvas, -x, -y);
    return { x, y, ...size, data: part.toDataURL("image/webp", 0.75) };
  };
  if (last === undefined) return [encode(0, 0, width, height)];
  const halves = [
    [0, width / 2],
    [width / 2, width],
  ] as const;
  return halves.flatMap(([from, to]) => {
    let [left, top, right, bottom] = [to, height, from, 0];
    for (let y = 0; y < height; y++)
      for (let x = from; x < to; x++) {
        const at = (y * width + x) * 4;
        const isSame = [0, 1, 2].every((i) => now.pixels?.[at + i] === last.pixels?.[at + i]);
        if (isSame) continue;
        [left, right] = [Math.min(left, x), Math.max(right, x + 1)];
        [top, bottom] = [Math.min(top, y), Math.max(bottom, y + 1)];
      }
    if (right <= left) return [];
    const even = (n: number) => n - (n % 2);
    return [encode(even(left), even(top), Math.min(to, even(right + 1)), even(bottom + 1))];
  });
}
