import { FileError } from '../errors.js';

/** What the system's error codes say, in words that follow a file's name. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EBADF: 'is not open',
  EBUSY: 'is in use',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'exists already',
  EFBIG: 'the file grows larger than the file system allows',
  EIO: 'input/output error of the device',
  EISDIR: 'is a directory, not a file',
  ELOOP: 'too many levels of symbolic links',
  EMFILE: 'too many open files in this process',
  ENAMETOOLONG: 'the name is too long',
  ENFILE: 'too many open files on this machine',
  ENODEV: 'no such device',
  ENOENT: 'no such file or directory',
  ENOSPC: 'no space left on the device',
  ENOTDIR: 'a part of the path is not a directory',
  ENXIO: 'no such device or address',
  EPERM: 'operation not permitted',
  EPIPE: 'the reader has closed the pipe',
  EROFS: 'the file system is read-only',
  ETXTBSY: 'is being executed',
};

/** Nothing here expands patterns. */
const PATTERN = /[*?[{]/;
const A_NAME = {
  expected:
    'the name of a file; a shell expands a pattern that is not quoted and that a file matches',
};

/** The system's code of an error (`ENOENT`, …), wherever it stands in the chain of causes. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : systemCode(error.cause);
}

/**
 * A `FileError` that says in words what the system said in a code.
 *
 * @param operator  what was being done: `read`, `write`
 * @param path  as the caller gave it; `-` is standard input or output
 * @param error  what the system threw; kept as `cause`. A `FileError` is given back as it is.
 */
export function fileError(operator: string, path: string, error: unknown): FileError {
  if (error instanceof FileError) return error;
  const code = systemCode(error);
  const known = code === undefined ? undefined : REASONS[code];
  const what = known ?? (error instanceof Error ? error.message : String(error));
  const hint = code === 'ENOENT' && operator === 'read' && PATTERN.test(path) ? A_NAME : {};
  return new FileError({ file: path, operator, what, ...hint, cause: error });
}
