import { readlinkSync } from 'node:fs';
import { readdir, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { randomHex } from '../random-hex.js';
import { systemCode } from '../system-error.js';

/**
 * Where process numbers mean the same processes: this machine, and on Linux this namespace of it. A directory may be
 * shared with containers and machines whose processes cannot be seen from here.
 */
const REALM = hashOf(`${hostname()} ${namespace()}`);

function namespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** FNV-1a, 32 bits: enough to tell the machines apart that share a directory. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/**
 * A name for what is to become `target`: hidden, in the same directory (a rename does not cross file systems), within the
 * system's length of a name, and telling whose it is.
 */
export function temporaryName(target: string): string {
  const unique = `${process.pid}-${REALM}-${randomHex()}`;
  return join(dirname(target), `${beginning(target)}${unique}.tmp`);
}

function beginning(target: string): string {
  return `.${basename(target).slice(0, 60)}.`;
}

const UNIQUE = /^(\d+)-([0-9a-f]{8})-[0-9a-f]{12}\.tmp$/;

/**
 * Removes what runs that were killed have left beside `target`: temporary files of that target, made in this realm, by
 * processes that are no more. What cannot be looked at or removed stays; it disturbs nobody.
 */
export async function sweepDeadRuns(target: string): Promise<void> {
  const directory = dirname(target);
  const start = beginning(target);
  const names = await readdir(directory).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(start)) continue;
    const [, pid, realm] = UNIQUE.exec(name.slice(start.length)) ?? [];
    if (realm !== REALM || isAlive(Number(pid))) continue;
    await unlink(join(directory, name)).catch(() => {});
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM is another user's living process.
    return systemCode(error) !== 'ESRCH';
  }
}
