// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";
import { pictureOf } from "../../src/wire/painted";

function model(found: unknown) {
  return { widget_manager: { get_model: async () => found } } as never;
}

function canvas(width: number, height: number): HTMLCanvasElement {
  const made = document.createElement("canvas");
  made.width = width;
  made.height = height;
  made.toBlob = (take) => take(new Blob([`${made.width}x${made.height}`], { type: "image/png" }));
  return made;
}

test("the picture is taken once the canvas has worked off its drawing commands", async () => {
  let drawn: () => void = () => undefined;
  const currentProcessing = new Promise<void>((done) => {
    drawn = done;
  });
  const painted = { canvas: canvas(40, 20), get: () => ({ currentProcessing }) };
  const toBlob = vi.spyOn(painted.canvas, "toBlob");
  const picture = pictureOf(model(painted), "id", Number.POSITIVE_INFINITY);
  await Promise.resolve();
  expect(toBlob).not.toHaveBeenCalled();
  drawn();
  expect(await (await picture).text()).toBe("40x20");
});

test("where the host has no classic widgets a sentence says so", async () => {
  const bare = {} as never;
  await expect(pictureOf(bare, "id", 10)).rejects.toThrow("needs ipycanvas");
});

test("what is no canvas is no picture", async () => {
  await expect(pictureOf(model({ get: () => null }), "id", 10)).rejects.toThrow("needs ipycanvas");
});
