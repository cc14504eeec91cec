/**
 * Reads fixtures/softmax/*.json, what mpmath says of the softmax family. FAMILY_TRUTHS names another folder to read, with
 * more cases (`fixtures/generate/softmax-family.py --scale 20 …`).
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Floats } from '../../src/simd/floats.js';
import { floats, type Made, stream, type Truths } from '../simd/truths.js';

export interface FamilyCase extends Truths {
  readonly float: 32 | 64;
  readonly temperature: number;
  readonly x?: readonly (number | string)[];
  readonly made?: Made;
  /** The classes whose truths are held. */
  readonly at: readonly number[];
}

export interface GumbelCase extends Truths {
  readonly seed: number;
  readonly row: number;
}

export function readTruths<Case>(name: string): readonly Case[] {
  const folder =
    process.env.FAMILY_TRUTHS ?? fileURLToPath(new URL('../../fixtures/softmax', import.meta.url));
  // The files are made by fixtures/generate/softmax-family.py, whose form these types are.
  return (JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8')) as { cases: Case[] }).cases;
}

export function rowOfCase({ float, x, made }: FamilyCase): Floats {
  if (x !== undefined) return floats(float, x.map(Number));
  const { seed, count, spread, centre } = made!;
  const next = stream(seed);
  const values = Array.from({ length: count }, () => centre + (next() - 0.5) * spread);
  return floats(float, values);
}
