import type { Way } from './io.js';

/** The V8 of Node 20, for which this was measured; flags that an engine does not know are complained about. */
const MEASURED = '11.3.';
const LATER_MS = 1000;

/**
 * Lets V8 take JavaScript for hot fifteen times later, small functions no sooner than others, and keep its youngest objects
 * in what they have. Where a lane works in WebAssembly there is little to gain by the one and little garbage for the other:
 * they save 5 MB, and a twentieth of the processor time at 200 MB, which went into optimising functions that run once for
 * every half mebibyte. A loop over rows in JavaScript is optimised some milliseconds later than it would be.
 *
 * The young generation is kept from the opening of the input on, where a lane may take it: whatever has been loaded is still
 * in it, and with a collection at that time it would grow by two megabytes for good. For operators it may grow again.
 *
 * What is hot has been optimised after a second. From then on V8 takes its time, thirty times more: at two gigabytes, what
 * runs once a batch would be hot, too.
 *
 * All of these are numbers that V8 reads whenever it decides.
 */
export function spareMemory(way: Way): void {
  if (!process.versions.v8.startsWith(MEASURED)) return;
  // An import would load it for all that the command does.
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  setFlagsFromString(`--semi-space-growth-factor=${way === 'operators' ? 2 : 1}`);
  if (way !== 'lane') return;
  setFlagsFromString('--interrupt-budget=1000000');
  setFlagsFromString('--max-bytecode-size-for-early-opt=0');
  setTimeout(() => setFlagsFromString('--interrupt-budget=30000000'), LATER_MS).unref();
}
