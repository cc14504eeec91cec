import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A process that is asked by a line and answers with one. */
export function processOf(command, args, env = process.env) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], env });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    next: async () => (await lines.next()).value,
    ask: async (line) => {
      child.stdin.write(`${line}\n`);
      return Number((await lines.next()).value);
    },
  };
}
