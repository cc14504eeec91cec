import { type Data, type Field, type RecordBatch, Schema } from 'apache-arrow';
import { DataError, LogitflowError } from '../../errors.js';
import { recordBatch } from '../batches.js';
import { kindOf, type PlainKind, plainColumn, plainField } from './plain-columns.js';
import { plainValues } from './plain-values.js';

/** The key of a batch's metadata that says which of the batches it is, as long as operators keep metadata. */
const TURN_KEY = 'logitflow.turn';

/** A batch that is under way: the rows it was made of, and its columns. */
interface Pending {
  readonly turn: number;
  readonly form: Form;
  readonly rows: readonly unknown[];
  readonly columns: readonly Data[];
}

/** How cells are got from rows and put into them: rows that are objects, or arrays under a header. */
interface Form {
  readonly names: readonly string[];
  /** Throws a DataError where a row has other columns than `names`. */
  check(row: unknown, index: number): void;
  cell(row: unknown, column: number): unknown;
  build(names: readonly string[], cells: readonly unknown[]): unknown;
}

/**
 * Rows ↔ batches for one stream of plain rows. Batches must come back in their order, each with as many rows as
 * it left with; whatever column comes back as the same object gives the rows their own cells again.
 */
export class PlainRows {
  private form: Form | undefined;
  private schema: Schema | undefined;
  private kinds: readonly PlainKind[] = [];
  private readonly pending: Pending[] = [];
  private turn = 0;
  private row = 0;
  private headerIsDue: boolean;

  /**
   * @param header  the names of the cells of array rows; true: the first row is the header; undefined: rows are
   *   objects, and the first one's keys are the columns
   */
  constructor(
    private readonly operator: string,
    private readonly header: readonly string[] | true | undefined,
  ) {
    this.headerIsDue = header === true;
    if (header !== undefined && header !== true) this.form = this.arrays(header);
  }

  /** Takes the first row where it is the header, and says whether it did. */
  takeHeader(row: unknown): boolean {
    if (this.header !== true || this.form !== undefined) return false;
    if (!Array.isArray(row) || !row.every((name) => typeof name === 'string')) {
      throw this.bad('the header is no array of names', row, 'an array of strings');
    }
    this.form = this.arrays(row);
    return true;
  }

  /** Where no row came but a header did: a batch without rows, so that the header can be passed on. */
  carrier(): readonly RecordBatch[] {
    return this.headerIsDue && this.form && this.turn === 0 ? [this.toBatch([])] : [];
  }

  toBatch(rows: readonly unknown[]): RecordBatch {
    this.form ??= this.objects(rows[0]);
    const { form } = this;
    rows.forEach((row, i) => {
      form.check(row, this.row + i);
    });
    const cells = form.names.map((_, column) => rows.map((row) => form.cell(row, column)));
    this.schema ??= this.schemaOf(form.names, cells);
    const columns = cells.map((column, i) => this.column(column, i, form.names[i]!));
    const turn = this.turn++;
    this.row += rows.length;
    this.pending.push({ turn, form, rows, columns });
    const metadata = new Map([[TURN_KEY, String(turn)]]);
    return recordBatch(this.schema, columns, rows.length, metadata);
  }

  /** The rows of a batch that came back, before the first of them the header where it is due. */
  *toRows(batch: RecordBatch): Generator<unknown> {
    const { form, rows, columns } = this.match(batch);
    const names = batch.schema.fields.map((field: Field) => field.name);
    if (this.headerIsDue) {
      this.headerIsDue = false;
      yield names;
    }
    const places = new Map(columns.map((column, i) => [column, i]));
    const readers = batch.data.children.map((data: Data) => {
      const place = places.get(data);
      if (place !== undefined) return (index: number) => form.cell(rows[index], place);
      return plainValues(data);
    });
    for (let i = 0; i < rows.length; i++) {
      yield form.build(
        names,
        readers.map((read) => read(i)),
      );
    }
  }

  /** Throws where batches are still under way when the operator has completed. */
  finish(): void {
    const rows = this.pending.reduce((sum, batch) => sum + batch.rows.length, 0);
    if (rows > 0) throw this.otherRows('the operator dropped rows', rows);
  }

  private match(batch: RecordBatch): Pending {
    const sent = this.pending.shift();
    if (sent === undefined) throw this.otherRows('the operator added a batch', batch.numRows);
    const turn = batch.metadata.get(TURN_KEY);
    if (turn !== undefined && turn !== String(sent.turn)) {
      throw this.otherRows('the operator dropped or moved rows', sent.rows.length);
    }
    if (batch.numRows !== sent.rows.length) {
      const what = batch.numRows < sent.rows.length ? 'dropped' : 'added';
      const count = Math.abs(batch.numRows - sent.rows.length);
      throw this.otherRows(`the operator ${what} rows`, count);
    }
    return sent;
  }

  private otherRows(what: string, got: number): LogitflowError {
    const expected = 'an operator that gives one row for each row, batch by batch';
    return new LogitflowError({ operator: this.operator, what, got, expected });
  }

  private schemaOf(names: readonly string[], cells: readonly (readonly unknown[])[]): Schema {
    this.kinds = cells.map(kindOf);
    return new Schema(names.map((name, i) => plainField(name, this.kinds[i]!)));
  }

  private column(cells: readonly unknown[], index: number, name: string): Data {
    const place = { operator: this.operator, column: name, row: this.row };
    return plainColumn(cells, this.kinds[index]!, place);
  }

  private arrays(names: readonly string[]): Form {
    return {
      names,
      check: (row, index) => {
        if (!Array.isArray(row)) throw this.bad('the row is no array', row, 'an array', index);
        if (row.length === names.length) return;
        const expected = `${names.length} cells, as in the header`;
        throw this.bad('the row has another number of cells', row.length, expected, index);
      },
      cell: (row, column) => (row as unknown[])[column], // `check` has seen that it is an array
      build: (_, cells) => cells,
    };
  }

  private objects(first: unknown): Form {
    if (!isPlainRow(first)) throw this.notAnObject(first, this.row);
    const names = Object.keys(first);
    const known = new Set(names);
    return {
      names,
      check: (row, index) => {
        if (!isPlainRow(row)) throw this.notAnObject(row, index);
        const keys = Object.keys(row);
        if (keys.length === names.length && keys.every((key) => known.has(key))) return;
        throw this.otherKeys(keys, names, index);
      },
      cell: (row, column) => Reflect.get(row as object, names[column]!), // `check` has seen that it is an object
      build: buildObject,
    };
  }

  private notAnObject(row: unknown, index: number): DataError {
    const expected = 'an object (arrays need the option header)';
    return this.bad('the row is no object', row, expected, index);
  }

  private otherKeys(keys: readonly string[], names: readonly string[], row: number): DataError {
    const { operator } = this;
    const missing = names.find((name) => !keys.includes(name));
    const column = missing ?? keys.find((key) => !names.includes(key))!;
    const what = missing === undefined ? 'the row has one key more' : 'the row has no such key';
    return new DataError({ operator, what, column, row, expected: 'the keys of the first row' });
  }

  private bad(what: string, got: unknown, expected: string, row?: number): DataError {
    const report = { operator: this.operator, what, got, expected };
    return new DataError(row === undefined ? report : { ...report, row });
  }
}

function isPlainRow(row: unknown): row is object {
  return typeof row === 'object' && row !== null && !Array.isArray(row);
}

function buildObject(names: readonly string[], cells: readonly unknown[]): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  names.forEach((name, i) => {
    if (name === '__proto__') setOwn(row, name, cells[i]);
    else row[name] = cells[i];
  });
  return row;
}

/** By assignment this name would set the object's prototype. */
function setOwn(row: object, name: string, value: unknown): void {
  Object.defineProperty(row, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}
