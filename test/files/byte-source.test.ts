import { spawn } from 'node:child_process';
import { chmodSync, createWriteStream, writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { FileError } from '../../src/errors.js';
import { openSource } from '../../src/files/sources/byte-source.js';
import { makeFifo, openDescriptors, ROOT, scratch, sleep, within } from './support.js';

const path = scratch();

async function readAll(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const seen: Uint8Array[] = [];
  for await (const chunk of chunks) seen.push(chunk);
  return Buffer.concat(seen);
}

/** What reading a path fails with. */
async function failure(file: string): Promise<FileError> {
  try {
    const source = await openSource(file);
    try {
      await readAll(source.chunks());
    } finally {
      await source.close();
    }
  } catch (error) {
    if (error instanceof FileError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('a byte source', () => {
  it('gives the bytes of a regular file in buffers of their own, and its size', async () => {
    const bytes = Buffer.alloc(1_500_000, 'abcdefg');
    writeFileSync(path('a'), bytes);
    const source = await openSource(path('a'));
    expect(source.size).toBe(bytes.length);
    const chunks: Uint8Array[] = [];
    for await (const chunk of source.chunks()) chunks.push(chunk);
    await source.close();
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
    expect(new Set(chunks.map(({ buffer }) => buffer)).size).toBe(chunks.length);
    expect(openDescriptors(path('a'))).toEqual([]);
  });

  it('says in words that a file is missing', async () => {
    const error = await failure(path('absent'));
    expect(error.message).toBe(`${path('absent')}: read: no such file or directory`);
    expect(error.cause).toMatchObject({ code: 'ENOENT' });
  });

  it('says of a pattern that shells expand those', async () => {
    const error = await failure(path('part-*.csv'));
    expect(error.message).toBe(
      `${path('part-*.csv')}: read: no such file or directory; expected the name of a file; a shell expands a pattern that is not quoted and that a file matches`,
    );
  });

  it('says that a directory is none', async () => {
    expect((await failure(path())).message).toBe(`${path()}: read: is a directory, not a file`);
    expect(openDescriptors(path())).toEqual([]);
  });

  it('passes on an error of the device', async () => {
    const error = await failure('/proc/self/mem');
    expect(error.message).toBe('/proc/self/mem: read: input/output error of the device');
  });

  it.skipIf(ROOT)(
    `says that permission is denied${ROOT ? ` (skipped: ${ROOT})` : ''}`,
    async () => {
      writeFileSync(path('secret'), 'x');
      chmodSync(path('secret'), 0o000);
      const error = await failure(path('secret'));
      expect(error.message).toBe(`${path('secret')}: read: permission denied`);
    },
  );

  it('reads a FIFO to its end, also when its writer comes late', async () => {
    const source = await openSource(makeFifo(path('pipe')));
    expect(source.size).toBeUndefined();
    setTimeout(() => createWriteStream(path('pipe')).end('late'), 50);
    expect((await readAll(source.chunks())).toString()).toBe('late');
    await source.close();
    await within(200, () => openDescriptors(path('pipe')).length === 0);
  });

  it('sees the end of a FIFO whose writer came and went before the first read', async () => {
    const source = await openSource(makeFifo(path('pipe')));
    await new Promise<void>((done) => createWriteStream(path('pipe')).end('gone', () => done()));
    await sleep(50);
    expect((await readAll(source.chunks())).toString()).toBe('gone');
  });

  it.each(['before a writer came', 'while a writer is silent'])(
    'closes a FIFO %s, with a read pending, within 200 ms',
    async (when) => {
      const writer = when.startsWith('while')
        ? spawn('sh', ['-c', 'exec 3> "$0"; echo first >&3; sleep 5', makeFifo(path('pipe'))])
        : makeFifo(path('pipe'));
      const leave = new AbortController();
      const source = await openSource(path('pipe'), { signal: leave.signal });
      const reading = readAll(source.chunks()).then(
        () => 'ended',
        () => 'failed',
      );
      await sleep(100);
      leave.abort();
      await within(200, () => openDescriptors(path('pipe')).length === 0);
      expect(await reading).toBe('failed');
      if (typeof writer === 'object') writer.kill();
    },
  );

  it('closes a file that was being opened when the signal came', async () => {
    writeFileSync(path('a'), 'x');
    const leave = new AbortController();
    const opening = openSource(path('a'), { signal: leave.signal });
    leave.abort();
    await opening;
    await within(200, () => openDescriptors(path('a')).length === 0);
  });

  it('reads standard input from the stream that is given', async () => {
    const stdin = new PassThrough();
    stdin.end('from a pipe');
    const source = await openSource('-', { stdin });
    expect((await readAll(source.chunks())).toString()).toBe('from a pipe');
  });
});
