/**
 * Twelve hexadecimal digits that another process is not likely to have as well. Whoever makes a file of that name refuses one
 * that is there, so that nothing depends on their being secret; node:crypto takes 2 MB and 5 ms to load.
 */
export function randomHex(): string {
  return Math.floor(Math.random() * 2 ** 48)
    .toString(16)
    .padStart(12, '0');
}
