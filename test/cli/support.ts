import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { afterEach, beforeEach } from 'vitest';
import { command } from '../../src/cli/command.js';
import type { Io, Terminal, Way } from '../../src/cli/io.js';

export interface Setting {
  readonly stdin?: Readable | string;
  /** Which streams are terminals, of 80 columns unless said otherwise. */
  readonly terminals?: readonly ('stdin' | 'stdout' | 'stderr')[];
  readonly columns?: number;
  readonly env?: Record<string, string>;
  readonly signal?: AbortSignal;
  readonly onWay?: (way: Way) => void;
}

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly bytes: Buffer;
  readonly stderr: string;
}

/** Runs the command in this process. */
export async function run(argv: readonly string[], setting: Setting = {}): Promise<Outcome> {
  const { terminals = [], columns = 80, env = {} } = setting;
  const marks = (name: 'stdin' | 'stdout' | 'stderr') =>
    terminals.includes(name) ? { isTTY: true, columns } : {};
  const collect = (name: 'stdout' | 'stderr') => {
    const seen: Buffer[] = [];
    const stream: Terminal = Object.assign(new PassThrough(), marks(name));
    stream.on('data', (chunk: Buffer) => seen.push(chunk));
    return { stream, bytes: () => Buffer.concat(seen) };
  };
  const stdin = typeof setting.stdin === 'object' ? setting.stdin : new PassThrough();
  if (stdin instanceof PassThrough && typeof setting.stdin !== 'object') {
    stdin.end(setting.stdin ?? '');
  }
  const stdout = collect('stdout');
  const stderr = collect('stderr');
  const io: Io = {
    stdin: Object.assign(stdin, marks('stdin')),
    stdout: stdout.stream,
    stderr: stderr.stream,
    env,
    signal: setting.signal ?? new AbortController().signal,
    ...(setting.onWay === undefined ? {} : { onWay: setting.onWay }),
  };
  const code = await command(argv, io);
  const bytes = stdout.bytes();
  return { code, bytes, stdout: bytes.toString(), stderr: stderr.bytes().toString() };
}

/** A folder of its own for each test of the file; `put` writes a file there and gives its path. */
export function scratch() {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'logitflow-cli-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const path = (...names: string[]) => join(folder, ...names);
  const put = (name: string, content: string | Uint8Array) => {
    writeFileSync(path(name), content);
    return path(name);
  };
  return { path, put };
}

export const SCORES = 'id,x_a,x_b\n1,0,0\n2,1,2\n3,-1,1\n';
