#!/usr/bin/env node
import { command } from './command.js';
import { exitCodeOf, Interrupted } from './exit-code.js';
import { spareMemory } from './spare-memory.js';

const interruption = new AbortController();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Who asks twice does not want to wait; temporary files go on exit, too.
    const interrupted = new Interrupted(signal);
    if (interruption.signal.aborted) process.exit(exitCodeOf(interrupted));
    interruption.abort(interrupted);
  });
}

// A reader that goes away is seen by whoever writes; without a listener it would end the process with a stack.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const code = await command(process.argv.slice(2), {
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  signal: interruption.signal,
  onWay: spareMemory,
});

// Everything has been written by now; a silent pipe on standard input would keep the process waiting.
process.exit(code);
