import { expect, it } from 'vitest';
import { compareWithPeers } from './differences.js';

it('reads the cells that csv-parse and fast-csv read, in whole and in damaged texts', async () => {
  const runs = 300;
  const { csvParse, fastCsv } = await compareWithPeers(31, runs);
  expect(csvParse).toBeGreaterThan(runs / 2);
  expect(fastCsv).toBeGreaterThan(runs / 3);
}, 60_000);
