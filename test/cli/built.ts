import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The command as it is shipped; `test/build.ts` builds it before the first test. */
export const BUILT_COMMAND = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** Waits until a process has ended. */
export function ended(child: ChildProcess): Promise<Ended> {
  const seen: Buffer[] = [];
  child.stderr?.on('data', (chunk: Buffer) => seen.push(chunk));
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      resolve({ code, signal, stderr: Buffer.concat(seen).toString() });
    });
  });
}

/** A line of the shell, in which `$L` is the command. */
export function shell(main: string, line: string, cwd: string): ChildProcess {
  return spawn('bash', ['-c', line], {
    cwd,
    env: { ...process.env, L: `${process.execPath} ${main}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
