import { unlinkSync } from 'node:fs';

/**
 * The temporary files of this process that stand beside a target and have not yet taken its place. While there are
 * any, the process listens for its end and for signals, and removes them; with none it listens to nothing.
 */
const pending = new Set<string>();

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** From now on `path` is removed if the process ends. */
export function keepTrack(path: string): void {
  if (pending.size === 0) listen();
  pending.add(path);
}

/** `path` has been renamed or removed. */
export function letGo(path: string): void {
  if (pending.delete(path) && pending.size === 0) unlisten();
}

function removeAll(): void {
  for (const path of pending) {
    try {
      unlinkSync(path);
    } catch {
      // Gone already, or its directory is: either way there is nothing left to remove.
    }
  }
  pending.clear();
}

/** Where somebody else listens too, the signal means what they make of it; alone, it ends the process as ever. */
function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  removeAll();
  unlisten();
  process.kill(process.pid, signal);
}

function listen(): void {
  process.on('exit', removeAll);
  for (const signal of SIGNALS) process.on(signal, onSignal);
}

function unlisten(): void {
  process.off('exit', removeAll);
  for (const signal of SIGNALS) process.off(signal, onSignal);
}
