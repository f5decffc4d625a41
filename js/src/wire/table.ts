/**
 * Tables as they travel: columns of six types, each in one or more binary buffers (docs/wire.md).
 *
 * Values in and out are plain arrays; null stands where a row has no value. Typed arrays are read
 * in the machine's own byte order: every browser there is runs little-endian.
 */

export type ColumnType = "f64" | "i32" | "bool" | "utf8" | "json" | "ragged<f64>";

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly values: readonly unknown[];
  /** Whether a row may have no value; found by looking when left out. */
  readonly nulls?: boolean;
}

export interface ColumnMeta {
  readonly name: string;
  readonly type: ColumnType;
  readonly nulls?: boolean;
}

export interface TableMeta {
  readonly rows: number;
  readonly columns: readonly ColumnMeta[];
}

export interface Table {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, readonly unknown[]>;
}

/** What a buffer may come as: anywidget hands out views with any offset. */
export type Bytes = ArrayBufferView | ArrayBuffer;

export class TableError extends Error {
  override name = "TableError";
}

const encoder = new TextEncoder();
// A byte order mark inside a cell is the user's own text.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });

export function encodeTable(columns: readonly Column[]): {
  meta: TableMeta;
  buffers: Uint8Array[];
} {
  const rows = columns[0]?.values.length ?? 0;
  const metas: ColumnMeta[] = [];
  const buffers: Uint8Array[] = [];
  for (const { name, type, values, nulls } of columns) {
    if (values.length !== rows) {
      throw new TableError(`column '${name}' has ${values.length} rows; the first has ${rows}`);
    }
    const holey = nulls ?? values.some((value) => value === null || value === undefined);
    metas.push(holey ? { name, type, nulls: true } : { name, type });
    if (holey) {
      buffers.push(
        Uint8Array.from(values, (value) => (value === null || value === undefined ? 0 : 1)),
      );
    }
    buffers.push(...encodeValues(type, values));
  }
  return { meta: { rows, columns: metas }, buffers };
}

function encodeValues(type: ColumnType, values: readonly unknown[]): Uint8Array[] {
  switch (type) {
    case "f64":
      return [bytesOf(Float64Array.from(values, (value) => (value ?? 0) as number))];
    case "i32":
      return [bytesOf(Int32Array.from(values, (value) => (value ?? 0) as number))];
    case "bool":
      return [Uint8Array.from(values, (value) => (value ? 1 : 0))];
    case "utf8":
      return encodeCells(values.map((value) => encoder.encode((value ?? "") as string)));
    case "json":
      return encodeCells(
        values.map((value) =>
          value === null || value === undefined
            ? new Uint8Array()
            : encoder.encode(JSON.stringify(value)),
        ),
      );
    case "ragged<f64>": {
      const rows = values.map((value) => Float64Array.from((value ?? []) as Iterable<number>));
      const flat = new Float64Array(rows.reduce((sum, row) => sum + row.length, 0));
      return [offsets(rows, (row, at) => flat.set(row, at)), bytesOf(flat)];
    }
  }
}

function encodeCells(cells: readonly Uint8Array[]): Uint8Array[] {
  const bytes = new Uint8Array(cells.reduce((sum, cell) => sum + cell.length, 0));
  return [offsets(cells, (cell, at) => bytes.set(cell, at)), bytes];
}

function offsets<T extends { readonly length: number }>(
  rows: readonly T[],
  put: (row: T, at: number) => void,
): Uint8Array {
  const ends = new Int32Array(rows.length + 1);
  let at = 0;
  for (const [index, row] of rows.entries()) {
    put(row, at);
    at += row.length;
    ends[index + 1] = at;
  }
  return bytesOf(ends);
}

export function bytesOf(view: Bytes): Uint8Array<ArrayBuffer> {
  if (view instanceof ArrayBuffer) return new Uint8Array(view);
  return new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength);
}

export function decodeTable(meta: TableMeta, buffers: readonly Bytes[]): Table {
  const queue = buffers[Symbol.iterator]();
  const table = takeTable(meta, queue);
  if (!queue.next().done) throw new TableError("there are more buffers than columns");
  return table;
}

/** Several tables from one message, in the order in which they stand in it. */
export function decodeTables(
  metas: Readonly<Record<string, TableMeta>>,
  buffers: readonly Bytes[],
): Readonly<Record<string, Table>> {
  const queue = buffers[Symbol.iterator]();
  return Object.fromEntries(
    Object.entries(metas).map(([name, meta]) => [name, takeTable(meta, queue)]),
  );
}

function takeTable({ rows, columns }: TableMeta, queue: Iterator<Bytes>): Table {
  const values = new Map<string, readonly unknown[]>();
  for (const column of columns) {
    const take = (): Bytes => {
      const next = queue.next();
      if (next.done) throw new TableError(`column '${column.name}' has no buffer`);
      return next.value;
    };
    const present = column.nulls ? bytesOf(take()) : null;
    if (present !== null && present.length !== rows) {
      throw new TableError(
        `column '${column.name}' says of ${present.length} rows, not ${rows}, whether they are there`,
      );
    }
    const decoded = decodeValues(column, rows, take, present);
    values.set(
      column.name,
      present === null ? decoded : decoded.map((value, row) => (present[row] ? value : null)),
    );
  }
  return { rows, columns: values };
}

function decodeValues(
  column: ColumnMeta,
  rows: number,
  take: () => Bytes,
  present: Uint8Array | null,
): readonly unknown[] {
  switch (column.type) {
    case "f64":
      return Array.from(sized(new Float64Array(aligned(take(), 8, column)), rows, column));
    case "i32":
      return Array.from(sized(new Int32Array(aligned(take(), 4, column)), rows, column));
    case "bool":
      return Array.from(sized(bytesOf(take()), rows, column), (value) => value !== 0);
    case "utf8":
      return cells(new Int32Array(aligned(take(), 4, column)), bytesOf(take()), rows, column);
    case "json":
      return cells(new Int32Array(aligned(take(), 4, column)), bytesOf(take()), rows, column).map(
        (text, row) => (present !== null && !present[row] ? null : (JSON.parse(text) as unknown)),
      );
    case "ragged<f64>": {
      const ends = sized(new Int32Array(aligned(take(), 4, column)), rows + 1, column);
      const flat = new Float64Array(aligned(take(), 8, column));
      return Array.from({ length: rows }, (_, row) =>
        Array.from(flat.subarray(ends[row], ends[row + 1])),
      );
    }
    default:
      throw new TableError(
        `column '${column.name}' is of the unknown type '${String(column.type)}'`,
      );
  }
}

function cells(
  ends: Int32Array,
  bytes: Uint8Array,
  rows: number,
  column: ColumnMeta,
): readonly string[] {
  sized(ends, rows + 1, column);
  // One call for the whole column is ten times quicker than one for each cell; where each byte is
  // a character, the offsets hold for the decoded text too.
  const whole = decoder.decode(bytes);
  if (whole.length === bytes.length) {
    return Array.from({ length: rows }, (_, row) => whole.slice(ends[row], ends[row + 1]));
  }
  return Array.from({ length: rows }, (_, row) =>
    decoder.decode(bytes.subarray(ends[row], ends[row + 1])),
  );
}

/** The bytes where a typed array can begin; copied only if it cannot begin where they are. */
function aligned(view: Bytes, size: number, column: ColumnMeta): ArrayBuffer {
  const bytes = bytesOf(view);
  if (bytes.length % size !== 0) {
    throw new TableError(
      `column '${column.name}': ${bytes.length} bytes are no multiple of ${size}`,
    );
  }
  return bytes.byteOffset === 0 && bytes.length === bytes.buffer.byteLength
    ? bytes.buffer
    : bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
}

function sized<T extends { readonly length: number }>(
  values: T,
  rows: number,
  column: ColumnMeta,
): T {
  if (values.length !== rows) {
    throw new TableError(
      `column '${column.name}' has ${values.length} values where ${rows} belong`,
    );
  }
  return values;
}
