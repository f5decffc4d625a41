import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Block, blocksOf } from "../../src/views/markdown_blocks";
import { type Inline, inlineOf } from "../../src/views/markdown_inline";

const words = (inline: readonly Inline[]): string =>
  inline
    .map((each) => {
      if (typeof each === "string") return each;
      if (each.type === "break") return "\n";
      return each.type === "code" ? each.text : words(each.inner);
    })
    .join("");

describe("blocks", () => {
  test("headings, paragraphs and rules", () => {
    expect(blocksOf("# Rules #\nDraw\ntight.\n\n---\n")).toEqual([
      { type: "heading", depth: 1, text: "Rules" },
      { type: "paragraph", text: "Draw\ntight." },
      { type: "rule" },
    ]);
  });

  test("lists hold lists, by indentation", () => {
    const [list] = blocksOf("3. bus\n4. car\n   - parked\n   - moving\n\n   too\n5. tram");
    expect(list).toMatchObject({ type: "list", start: 3 });
    const items = (list as Extract<Block, { type: "list" }>).items;
    expect(items).toHaveLength(3);
    expect(items[1]?.map((each) => each.type)).toEqual(["paragraph", "list", "paragraph"]);
  });

  test("two spaces are enough under a number", () => {
    const [list] = blocksOf("1. bus\n  - parked");
    expect((list as Extract<Block, { type: "list" }>).items[0]?.[1]?.type).toBe("list");
  });

  test("empty lines between items leave it one list", () => {
    const [list, ...rest] = blocksOf("- a\n\n- b\n\nafter");
    expect((list as Extract<Block, { type: "list" }>).items).toHaveLength(2);
    expect(rest).toEqual([{ type: "paragraph", text: "after" }]);
  });

  test("another bullet begins another list", () => {
    expect(blocksOf("- a\n* b").map((each) => each.type)).toEqual(["list", "list"]);
  });

  test("what stands in a fence is left as it is, also when the fence never ends", () => {
    expect(blocksOf("```py\n# no heading\n```")).toEqual([{ type: "code", text: "# no heading" }]);
    expect(blocksOf("~~~\n- x")).toEqual([{ type: "code", text: "- x" }]);
  });

  test("quotes hold blocks", () => {
    expect(blocksOf("> - in doubt\n> - flag it")).toMatchObject([
      { type: "quote", blocks: [{ type: "list" }] },
    ]);
  });

  test("tables, with an escaped bar in a cell", () => {
    expect(blocksOf("| label | when |\n|---|:-:|\n| bus | a \\| b |")).toEqual([
      { type: "table", head: ["label", "when"], rows: [["bus", "a | b"]] },
    ]);
  });

  test("reading any text ends", () => {
    const lines = fc.array(
      fc.constantFrom("# a", "- b", "  - c", "1. d", "> e", "```", "|f|", "|-|", "", "---", "g  "),
    );
    fc.assert(fc.property(lines, (each) => Array.isArray(blocksOf(each.join("\n")))));
    fc.assert(fc.property(fc.string(), (text) => Array.isArray(blocksOf(text))));
  });
});

describe("inside a line", () => {
  test("emphasis nests", () => {
    expect(inlineOf("a **b *c*** d")).toEqual([
      "a ",
      { type: "strong", inner: ["b ", { type: "em", inner: ["c"] }] },
      " d",
    ]);
  });

  test("underscores within words and lone stars are text", () => {
    expect(inlineOf("img_07_b.jpg, 2 * 3 * 4")).toEqual(["img_07_b.jpg, 2 * 3 * 4"]);
  });

  test("code keeps its marks", () => {
    expect(inlineOf("`a **b**`")).toEqual([{ type: "code", text: "a **b**" }]);
  });

  test("links lead to the web only; pictures are their description", () => {
    expect(inlineOf("[a](https://x.org/y)")).toEqual([
      { type: "link", href: "https://x.org/y", inner: ["a"] },
    ]);
    expect(words(inlineOf("see https://x.org."))).toBe("see https://x.org.");
    expect(inlineOf("[a](javascript:alert(1))").some((each) => typeof each !== "string")).toBe(
      false,
    );
    expect(inlineOf("[a](data:text/html,x)")).toEqual(["a"]);
    expect(inlineOf("![a cat](http://x.org/cat.png)")).toEqual(["a cat"]);
  });

  test("HTML is text", () => {
    const html = "<img src=x onerror=alert(1)> <b>x</b>";
    expect(inlineOf(html)).toEqual([html]);
  });

  test("a backslash keeps a mark from meaning anything", () => {
    expect(words(inlineOf("\\*a\\*"))).toBe("*a*");
  });

  test("text without marks is itself", () => {
    const plain = fc.string().filter((text) => !/[\\`*_~[\]!<\n]|https?:/i.test(text));
    fc.assert(fc.property(plain, (text) => words(inlineOf(text)) === text));
  });

  test("reading any text ends, and no link leaves the web", () => {
    const hrefs = (all: readonly Inline[]): string[] =>
      all.flatMap((each) => {
        if (typeof each === "string" || each.type === "break" || each.type === "code") return [];
        return [...(each.type === "link" ? [each.href] : []), ...hrefs(each.inner)];
      });
    const marks = fc.constantFrom(
      "*",
      "**",
      "_",
      "`",
      "[",
      "](",
      ")",
      "http://x",
      "data:",
      "a",
      " ",
    );
    fc.assert(
      fc.property(fc.array(marks, { maxLength: 40 }), (each) => {
        expect(hrefs(inlineOf(each.join(""))).every((href) => /^https?:/.test(href))).toBe(true);
      }),
    );
  });
});
