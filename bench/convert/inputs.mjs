/** The data of the bench, by a seed, in storage that is memory where there is any. */
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const CLASSES = 10;
export const COLUMNS = Array.from({ length: CLASSES }, (_, i) => `logit_${i}`);

/** A folder that goes when the process ends. */
export function workspace() {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'logitflow-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Numbers from 0 to 1. */
function dice(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A CSV with an id, a text and ten logits of six decimals; returns its path. */
export function writeCsv(folder, megabytes, seed = 1) {
  const path = join(folder, `logits-${megabytes}.csv`);
  const random = dice(seed);
  const file = openSync(path, 'w');
  let written = writeSync(file, `id,name,${COLUMNS.join(',')}\n`);
  for (let id = 0; written < megabytes * 1e6; ) {
    let text = '';
    for (let row = 0; row < 4096; row++, id++) {
      text += `${id},item ${id % 977}`;
      for (let c = 0; c < CLASSES; c++) {
        text += `,${((random() + random() + random() - 1.5) * 8).toFixed(6)}`;
      }
      text += '\n';
    }
    written += writeSync(file, text);
  }
  closeSync(file);
  return path;
}
