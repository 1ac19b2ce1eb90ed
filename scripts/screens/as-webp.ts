import type { Browser } from "playwright-core";

/**
 * Returns a PNG (base64) as WebP, which has half the bytes. The browser encodes it, on an empty page
 * without the policy of the page in the picture.
 */
export async function asWebp(browser: Browser, png: string): Promise<Buffer> {
  const blank = await browser.newPage();
  const url = await blank.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), {
      width: image.width,
      height: image.height,
    });
    canvas.getContext("2d")?.drawImage(image, 0, 0);
    return canvas.toDataURL("image/webp", 0.9);
  }, png);
  await blank.close();
  return Buffer.from(url.split(",")[1] ?? "", "base64");
}
