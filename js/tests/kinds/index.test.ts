import { expect, test } from "vitest";
import { imageKindNamed, kindNamed } from "../../src/kinds";

test("kinds are found by their name", () => {
  expect(kindNamed("box")?.name).toBe("box");
  expect(kindNamed("class")?.medium).toBe("any");
  expect(kindNamed("no such kind")).toBeUndefined();
});

test("only what is drawn is a kind of the image stage", () => {
  expect(imageKindNamed("box")?.drawings).toContain("drag");
  expect(imageKindNamed("class")).toBeUndefined();
});
