import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Beside the tools that make it, where no version control looks; not `dist`, which may be older than the sources. */
const folder = `${root}node_modules/.cache/logitflow-cli`;

/**
 * The command as it is shipped, compiled anew. Types are checked elsewhere (`npm run check`): what counts here is that
 * there is something to run.
 */
export function build(): string {
  rmSync(folder, { recursive: true, force: true });
  const compiler = `${root}node_modules/typescript/bin/tsc`;
  const argv = [
    compiler,
    '-p',
    `${root}tsconfig.json`,
    '--outDir',
    folder,
    '--declaration',
    'false',
  ];
  const { stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
  const main = `${folder}/src/cli/main.js`;
  if (!existsSync(main)) throw new Error(stdout + stderr);
  return main;
}

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
