import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { openAtomic } from '../../src/files/sinks/atomic-file.js';
import { openSink } from '../../src/files/sinks/open-sink.js';
import { openDescriptors, scratch, tinyDisk } from './support.js';

const path = scratch();
const text = (value: string) => [Buffer.from(value)];

describe('a file that appears whole or not at all', () => {
  it('is under its name only when it is closed', async () => {
    const sink = await openAtomic(path('out'), true);
    await sink.write(text('half'));
    expect(existsSync(path('out'))).toBe(false);
    expect(readdirSync(path())).toEqual([
      expect.stringMatching(/^\.out\.\d+-[0-9a-f]{8}-[0-9a-f]{12}\.tmp$/),
    ]);
    await sink.write(text(' and half'));
    await sink.close();
    expect(readFileSync(path('out'), 'utf8')).toBe('half and half');
    expect(readdirSync(path())).toEqual(['out']);
    expect(sink.bytes).toBe(13);
    expect(openDescriptors(path())).toEqual([]);
  });

  it('is on the disk before it has its name, and its name after', async () => {
    const probe = await open(path('probe'), 'w');
    const events: string[] = [];
    const { sync } = probe;
    const spy = vi.spyOn(Object.getPrototypeOf(probe) as FileHandle, 'sync');
    spy.mockImplementation(async function (this: FileHandle) {
      const kind = (await this.stat()).isDirectory() ? 'directory' : 'file';
      events.push(`${kind}, ${existsSync(path('out')) ? 'named' : 'unnamed'}`);
      return sync.call(this);
    });
    try {
      const sink = await openAtomic(path('out'), true);
      await sink.write(text('all of it'));
      await sink.close();
    } finally {
      spy.mockRestore();
      await probe.close();
    }
    expect(events).toEqual(['file, unnamed', 'directory, named']);
  });

  it('holds what small and large writes have brought, in their order', async () => {
    const sink = await openAtomic(path('out'), true);
    const sizes = [5, 2 ** 19 - 6, 1, 3, 2 ** 19 - 1, 2 ** 19, 2 ** 20, 0, 7];
    const parts = sizes.map((size, i) => Buffer.alloc(size, 65 + i));
    for (const part of parts) {
      const given = Buffer.from(part);
      await sink.write([given.subarray(0, 2), given.subarray(2)]);
      given.fill(0);
    }
    const whole = Buffer.concat(parts);
    expect(sink.bytes).toBe(whole.length);
    await sink.close();
    expect(readFileSync(path('out')).equals(whole)).toBe(true);
  });

  it('has the process listen for signals before the temporary file is there', async () => {
    const opening = openAtomic(path('out'), true);
    for (;;) {
      await nextTurn();
      // The file is made in a thread; blocking this one lets it appear before anybody here hears of it.
      const end = performance.now() + 20;
      while (performance.now() < end && readdirSync(path()).length === 0);
      if (readdirSync(path()).length > 0) break;
    }
    expect(process.listenerCount('SIGTERM')).toBe(1);
    await (await opening).abort();
    expect(process.listenerCount('SIGTERM')).toBe(0);
  });

  it('leaves what was there until then, and after an abort', async () => {
    writeFileSync(path('out'), 'before');
    const sink = await openAtomic(path('out'), true);
    await sink.write(text('after'));
    expect(readFileSync(path('out'), 'utf8')).toBe('before');
    await sink.abort();
    await sink.abort();
    expect(readFileSync(path('out'), 'utf8')).toBe('before');
    expect(readdirSync(path())).toEqual(['out']);
    expect(openDescriptors(path())).toEqual([]);
  });

  it('waits with an abort for the write that is under way', async () => {
    const sink = await openAtomic(path('out'), true);
    const writing = sink.write([Buffer.alloc(8 << 20)]);
    await sink.abort();
    await writing;
    expect(readdirSync(path())).toEqual([]);
  });

  it('has the mode of the file that it replaces, else that of the umask', async () => {
    writeFileSync(path('old'), '');
    chmodSync(path('old'), 0o640);
    for (const name of ['old', 'new']) await (await openAtomic(path(name), true)).close();
    expect(statSync(path('old')).mode & 0o777).toBe(0o640);
    expect(statSync(path('new')).mode & 0o777).toBe(0o666 & ~process.umask());
  });

  it('replaces what a link leads to, also through a second one, and the link stays', async () => {
    mkdirSync(path('deep'));
    symlinkSync('deep/file', path('near'));
    symlinkSync(path('near'), path('far'));
    const sink = await openAtomic(path('far'), true);
    await sink.write(text('x'));
    expect(readdirSync(path('deep'))).toHaveLength(1);
    await sink.close();
    expect(readFileSync(path('deep', 'file'), 'utf8')).toBe('x');
    expect(lstatSync(path('far')).isSymbolicLink()).toBe(true);
  });

  it('refuses links that lead to themselves', async () => {
    symlinkSync(path('b'), path('a'));
    symlinkSync(path('a'), path('b'));
    await expect(openAtomic(path('a'), true)).rejects.toThrow('too many levels of symbolic links');
  });

  it('refuses a directory, and a directory that is not there', async () => {
    await expect(openAtomic(path(), true)).rejects.toThrow(
      `${path()}: write: is a directory, not a file`,
    );
    await expect(openAtomic(path('no', 'out'), true)).rejects.toThrow(
      `${path('no', 'out')}: write: no such file or directory`,
    );
  });

  it('replaces nothing where it must not, also what came meanwhile', async () => {
    writeFileSync(path('out'), 'before');
    await expect(openAtomic(path('out'), false)).rejects.toThrow(
      `${path('out')}: write: exists already`,
    );
    const sink = await openAtomic(path('late'), false);
    await sink.write(text('mine'));
    writeFileSync(path('late'), 'theirs');
    await expect(sink.close()).rejects.toThrow(`${path('late')}: write: exists already`);
    await sink.abort();
    expect(readFileSync(path('late'), 'utf8')).toBe('theirs');
    expect(readdirSync(path()).sort()).toEqual(['late', 'out']);
  });

  it('takes a name that leaves no room for another', async () => {
    const name = 'n'.repeat(250);
    await (await openAtomic(path(name), true)).close();
    expect(readdirSync(path())).toEqual([name]);
  });

  it('says that the disk is full, and leaves nothing on it (skipped where nothing can be mounted)', async ({
    skip,
  }) => {
    mkdirSync(path('disk'));
    const disk = tinyDisk(path('disk'));
    if (disk === undefined) return skip('mounting a tmpfs needs root');
    try {
      const sink = await openAtomic(path('disk', 'out'), true);
      await expect(sink.write([Buffer.alloc(1 << 20)])).rejects.toThrow(
        `${path('disk', 'out')}: write: no space left on the device`,
      );
      await sink.abort();
      expect(readdirSync(path('disk'))).toEqual([]);
    } finally {
      disk.unmount();
    }
  });
});

describe('a target that is no regular file', () => {
  it('is written directly: /dev/null stays what it is', async () => {
    const sink = await openSink('/dev/null');
    await sink.write(text('gone'));
    await sink.close();
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('says that /dev/full is full', async () => {
    const sink = await openSink('/dev/full');
    await expect(sink.write(text('x'))).rejects.toThrow(
      '/dev/full: write: no space left on the device',
    );
    await sink.abort();
  });
});
