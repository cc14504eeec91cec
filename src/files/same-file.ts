import { realpath, stat } from 'node:fs/promises';

/**
 * Whether two paths lead to the same regular file, also through links: by device and inode, and by the resolved path
 * where a file system gives no inodes. Pipes and devices (`/dev/null`) may be read and written at once.
 */
export async function sameFile(a: string, b: string): Promise<boolean> {
  if (a === '-' || b === '-') return false;
  const found = await Promise.all([look(a), look(b)]);
  const [x, y] = found;
  if (x === undefined || y === undefined || !x.isFile || !y.isFile) return false;
  return (x.inode !== 0n && x.inode === y.inode && x.device === y.device) || x.path === y.path;
}

async function look(path: string) {
  try {
    const found = await stat(path, { bigint: true });
    return {
      isFile: found.isFile(),
      inode: found.ino,
      device: found.dev,
      path: await realpath(path),
    };
  } catch {
    // A file that is not there is no other file.
    return undefined;
  }
}
