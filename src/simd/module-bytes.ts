import { decodeBase64 } from './base64.js';

/**
 * The bytes of a module that is given in base64. The command has its modules in files instead, and gives their names:
 * tools/bundle.mjs puts that in the place of this.
 */
export function moduleBytes(module: string): Uint8Array<ArrayBuffer> {
  return decodeBase64(module);
}
