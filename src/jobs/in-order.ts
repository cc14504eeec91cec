import { borderBehind, type CsvSpan } from '../files/shards/csv-span.js';
import { inShard } from '../files/shards/shard-bytes.js';
import { openSource } from '../files/sources/byte-source.js';
import { notSeekable, randomAccess } from '../files/sources/random-access.js';
import type { Crew } from './crew.js';
import type { Converted } from './replies.js';
import type { Task } from './worker-messages.js';

/** What the crew makes of the tasks, in their order, with so many under way or waiting for their turn. */
export async function* inOrder(
  tasks: AsyncIterable<Task> | Iterable<Task>,
  crew: Crew,
  ahead: number,
): AsyncGenerator<Converted, void, undefined> {
  const pending: Promise<Converted>[] = [];
  for await (const task of tasks) {
    const converted = crew.convert(task);
    // It is heard of in its turn: the error of the first row is the one to raise.
    converted.catch(() => {});
    pending.push(converted);
    if (pending.length >= ahead) yield await pending.shift()!;
  }
  while (pending.length > 0) yield await pending.shift()!;
}

export interface SpanTask extends Task {
  readonly part: CsvSpan;
}

/**
 * `inOrder` for spans, each of which tells where the next one begins: one that has begun elsewhere, because a line end in
 * quotes was taken for that of a record, is converted again.
 */
export async function* inOrderOfBorders(
  tasks: readonly SpanTask[],
  crew: Crew,
  ahead: number,
): AsyncGenerator<Converted, void, undefined> {
  let index = 0;
  let border = tasks[0]?.part.from ?? 0;
  for await (const guessed of inOrder(tasks, crew, ahead)) {
    const task = tasks[index++]!;
    const isRight = guessed.from === border;
    if (!isRight) guessed.release();
    const converted = isRight ? guessed : await crew.convert(beginningAt(task, border));
    if (converted.failure) throw await placed(converted.failure.error, task.part, border);
    // A span that has not failed says where it ends.
    border = converted.to!;
    yield converted;
  }
}

function beginningAt(task: SpanTask, from: number): SpanTask {
  return { ...task, part: { ...task.part, from, isBorder: true } };
}

/** An error within a span, said of the rows and lines of the file: somebody has to count them now. */
async function placed(error: unknown, span: CsvSpan, border: number): Promise<unknown> {
  const { path, first } = span;
  const source = await openSource(path);
  try {
    if (source.descriptor === undefined) throw notSeekable(path);
    const file = await randomAccess(path, source.descriptor);
    const { row, line } = await borderBehind(file, span, first.at, border);
    const place = { from: border, to: border, row, rows: 0, line: line + first.line - 1 };
    return inShard({ ...span, header: true, ...place }, error);
  } finally {
    await source.close();
  }
}
