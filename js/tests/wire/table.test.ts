import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Column,
  decodeTable,
  decodeTables,
  encodeTable,
  TableError,
  type TableMeta,
} from "../../src/wire/table";

const fixtures = new URL("../../../tests/contract/tables/", import.meta.url);

interface Fixture {
  readonly tables: Record<string, TableMeta>;
  readonly values: Record<string, Record<string, unknown[]>>;
  readonly sizes: readonly number[];
}

/** JSON has no NaN, Infinity or -0; the fixtures write them as text. */
function number(type: string, value: unknown): unknown {
  if (type === "f64") return value === null ? null : Number(value);
  return type === "ragged<f64>" && Array.isArray(value) ? value.map(Number) : value;
}

describe.each(
  readdirSync(fixtures)
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.replace(".json", "")),
)("the contract's table '%s'", (name) => {
  const about = JSON.parse(readFileSync(new URL(`${name}.json`, fixtures), "utf8")) as Fixture;
  const bytes = new Uint8Array(readFileSync(new URL(`${name}.bin`, fixtures)));
  let at = 0;
  const buffers = about.sizes.map((size) => {
    at += size;
    return bytes.subarray(at - size, at);
  });
  const tables = Object.entries(about.tables).map(([table, meta]) => ({
    table,
    meta,
    columns: meta.columns.map(
      (column): Column => ({
        ...column,
        nulls: column.nulls ?? false,
        values: (about.values[table]?.[column.name] ?? []).map((value) =>
          number(column.type, value),
        ),
      }),
    ),
  }));

  test("is read as it says", () => {
    const read = decodeTables(about.tables, buffers);
    for (const { table, columns } of tables) {
      for (const { name, values } of columns) {
        expect(read[table]?.columns.get(name)).toEqual(values);
      }
    }
  });

  test("is written byte for byte", () => {
    const written = tables.flatMap(({ meta, columns }) => {
      const encoded = encodeTable(columns);
      expect(encoded.meta.columns).toEqual(meta.columns);
      return encoded.buffers;
    });
    expect(written.map((buffer) => [...buffer])).toEqual(buffers.map((buffer) => [...buffer]));
  });

  test("is read from any offset", () => {
    const moved = buffers.map((buffer) => {
      const roomy = new Uint8Array(buffer.length + 3);
      roomy.set(buffer, 3);
      return new DataView(roomy.buffer, 3, buffer.length);
    });
    for (const [table, { columns }] of Object.entries(decodeTables(about.tables, moved))) {
      expect([...columns]).toEqual([
        ...(decodeTables(about.tables, buffers)[table]?.columns ?? []),
      ]);
    }
  });
});

const text = fc.string({ unit: "grapheme" });
const values: Record<string, fc.Arbitrary<unknown>> = {
  f64: fc.double(),
  i32: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  bool: fc.boolean(),
  utf8: text,
  // A missing cell and a JSON null are one and the same.
  json: fc.jsonValue().filter((value) => value !== null),
  "ragged<f64>": fc.array(fc.double()),
};

const column = (rows: number): fc.Arbitrary<Column> =>
  fc.constantFrom(...(Object.keys(values) as Column["type"][])).chain((type) =>
    fc
      .array(fc.option(values[type] as fc.Arbitrary<unknown>), {
        minLength: rows,
        maxLength: rows,
      })
      .map((cells) => ({ name: type, type, values: cells })),
  );

test("whatever is written is read back the same", () => {
  const table = fc
    .nat(20)
    .chain((rows) => fc.array(column(rows), { minLength: 1, maxLength: 5 }))
    .map((columns) => columns.map((each, index) => ({ ...each, name: `column ${index}` })));
  fc.assert(
    fc.property(table, (columns) => {
      const { meta, buffers } = encodeTable(columns);
      const read = decodeTable(meta, buffers);
      for (const { name, type, values } of columns) {
        const expected =
          type === "json" ? values.map((value) => JSON.parse(JSON.stringify(value))) : values;
        expect(read.columns.get(name)).toEqual(expected);
      }
    }),
  );
});

test("a column that is too short is named", () => {
  const { meta, buffers } = encodeTable([{ name: "x", type: "f64", values: [1, 2] }]);
  expect(() => decodeTable({ ...meta, rows: 3 }, buffers)).toThrow(
    new TableError("column 'x' has 2 values where 3 belong"),
  );
});

test("a missing buffer is named by its column", () => {
  const { meta } = encodeTable([{ name: "label", type: "utf8", values: ["bus"] }]);
  expect(() => decodeTable(meta, [])).toThrow(new TableError("column 'label' has no buffer"));
});

test("an unknown type is named", () => {
  const meta = { rows: 0, columns: [{ name: "x", type: "f16" as "f64" }] };
  expect(() => decodeTable(meta, [])).toThrow(
    new TableError("column 'x' is of the unknown type 'f16'"),
  );
});
