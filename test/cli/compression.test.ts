import { describe, expect, it } from 'vitest';
import { nativeZstd } from '../../src/formats/arrow-ipc/compression/zstd/native.js';
import { run, scratch } from './support.js';

const { path, put } = scratch();

const LONG = `x\n${'1.5\n'.repeat(2000)}`;

describe('--compression', () => {
  it('compresses the buffers of an Arrow file, which is read back as any other', async () => {
    put('in.csv', LONG);
    const plain = await run(['convert', path('in.csv'), path('plain.arrow')]);
    const packed = await run(['convert', path('in.csv'), '--to', 'arrows', '--compression', 'lz4']);
    expect([plain.code, packed.code]).toEqual([0, 0]);
    expect(packed.bytes.length).toBeLessThan(1000);
    put('packed.arrows', packed.bytes);
    const back = await run(['convert', path('packed.arrows'), '--to', 'csv']);
    expect(back.stdout).toBe(LONG);
  });

  it('is part of a recipe', async () => {
    put('in.csv', LONG);
    put('recipe.json', '{"steps": [], "write": {"format": "arrow-stream", "compression": "lz4"}}');
    const packed = await run(['run', path('recipe.json'), path('in.csv')]);
    expect(packed.bytes.length).toBeLessThan(1000);
  });

  it('is refused for an output that is no Arrow, before anything is written', async () => {
    const { code, stdout, stderr } = await run([
      'convert',
      '--compression',
      'lz4',
      put('in.csv', LONG),
    ]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      'logitflow: convert: --compression is of Arrow\'s buffers, and the output is csv (got "lz4"); expected an output in Arrow; for text, a name in .gz\n',
    );
  });

  it('is refused where there is none of that name', async () => {
    const { code, stderr } = await run(['convert', '--compression', 'gzip', put('in.csv', LONG)]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      'logitflow: convert: no such compression (got "gzip"); expected one of lz4, zstd\n',
    );
  });

  it.runIf(nativeZstd === undefined)(
    'says what writes Zstandard where nothing here does',
    async () => {
      const { code, stderr } = await run(['convert', '--compression', 'zstd', put('in.csv', LONG)]);
      expect(code).toBe(2);
      expect(stderr).toBe(
        'logitflow: convert: this engine cannot write that compression (got "zstd"); expected lz4, or Node 22.15 and later, which brings Zstandard\n',
      );
    },
  );
});
