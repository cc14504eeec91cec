import type { RecordBatch, Schema } from 'apache-arrow';
import { recordBatch } from '../../../columns/batches.js';
import type { Place } from '../../../errors.js';
import type { BatchMessage } from '../messages/message.js';
import { refusal } from '../refuse.js';
import { type Body, BodyReader } from './body-reader.js';
import { emptyColumn, loadColumn } from './column-loaders.js';
import type { Dictionaries } from './dictionaries.js';
import { MOST_ROWS } from './layout-reader.js';

/** The record batch of a message, over views of `body`, checked so that nothing in it points outside. */
export function loadBatch(
  schema: Schema,
  message: BatchMessage,
  body: Body,
  dictionaries: Dictionaries,
  where: Place,
): RecordBatch {
  const { layout, isOld, metadata } = message;
  const { rows } = layout;
  checkRows(rows, where);
  const reader = new BodyReader(layout, body, where);
  const loading = { reader, dictionaries: dictionaries.vectors, unionsHaveValidity: isOld };
  const columns = schema.fields.map(({ type }) => {
    const column = loadColumn(loading, type);
    if (column.length !== rows) {
      reader.refuse('a column is not as long as its batch', column.length, `${rows}`);
    }
    return column;
  });
  reader.finish();
  return recordBatch(schema, columns, rows, metadata);
}

export function checkRows(rows: number, where: Place): void {
  if (rows >= 0 && rows <= MOST_ROWS) return;
  throw refusal({ what: 'the number of rows is out of range', got: rows, ...where });
}

/** The batch of no rows that stands for a source without batches, so that its schema is not lost. */
export function emptyBatch(schema: Schema): RecordBatch {
  const columns = schema.fields.map((field) => emptyColumn(field.type));
  return recordBatch(schema, columns, 0);
}
