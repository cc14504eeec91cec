import { describe, expect, it } from 'vitest';
import { compareWithPeers } from '../formats/csv/differences.js';
import { checkLane, checkLists } from '../lanes/same-as-operators.js';
import { checkNumerals } from '../simd/numerals.js';

describe('the CSV lane', () => {
  it('is the operators on ten thousand texts', async () => {
    // The others hold something that is none of a lane.
    expect(await checkLane(2025, 10_000)).toBeGreaterThan(3000);
  }, 1_200_000);

  it('is the operators on four thousand texts of lists', async () => {
    expect(await checkLists(2026, 4000)).toBeGreaterThan(900);
  }, 1_200_000);

  it('reads the cells of csv-parse and fast-csv in five thousand texts', async () => {
    const { csvParse, fastCsv } = await compareWithPeers(2027, 5000);
    expect(Math.min(csvParse, fastCsv)).toBeGreaterThan(2000);
  }, 1_200_000);

  it('prints and parses ten million numbers as Number and String do', () => {
    // 9 families are printed in two widths, 7 parsed.
    expect(checkNumerals(2026, 400_000)).toEqual([]);
  }, 1_200_000);
});
