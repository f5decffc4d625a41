import { describe, expect, test } from "vitest";
import { numbered } from "../../src/views/offers";
import { roomIn, toolsFit } from "../../src/views/room";
import { field, label } from "./fake_editor";

const labels = (n: number) => Array.from({ length: n }, (_, at) => label(`label ${at}`));
const box = field("box", "box", labels(3));
const weather = field("weather", "class", labels(3));

describe("the item keeps three quarters of the height:", () => {
  test("a tall labeler shows two rows of labels and the whole strip", () => {
    expect(roomIn(1220, 750, [box])).toEqual({ rows: 2, strip: "full" });
  });

  test("a lower one scrolls the labels in one row first", () => {
    expect(roomIn(1220, 600, [box])).toEqual({ rows: 1, strip: "full" });
  });

  test("then the strip gets low, and only then goes", () => {
    expect(roomIn(1220, 500, [box])).toEqual({ rows: 1, strip: "low" });
    expect(roomIn(1220, 450, [box]).strip).toBe("none");
  });

  test("a narrow one has a status line of two rows to make up for", () => {
    expect(roomIn(600, 675, [box])).toEqual({ rows: 1, strip: "full" });
    expect(roomIn(600, 600, [box])).toEqual({ rows: 1, strip: "low" });
  });

  test("many labels under the tools cost a row", () => {
    expect(roomIn(600, 675, [field("box", "box", labels(20))]).strip).toBe("low");
  });

  test("answers make the strip low, but never take it away", () => {
    expect(roomIn(1220, 750, [weather])).toEqual({ rows: 1, strip: "low" });
    expect(roomIn(1220, 560, [weather]).strip).toBe("low");
    expect(roomIn(1220, 600, [box, weather]).strip).toBe("low");
  });
});

test("the rarer tools go behind more where the labels need the row", () => {
  const few = numbered([box]);
  const many = numbered([field("box", "box", labels(10))]);
  expect(toolsFit(1220, 1, few)).toBe(true);
  expect(toolsFit(1220, 1, many)).toBe(false);
  expect(toolsFit(1220, 2, many)).toBe(true);
  expect(toolsFit(900, 2, few)).toBe(false);
});
