/**
 * How a bench hands its figures to `npm run bench`: as lines of JSON in the file that LOGITFLOW_BENCH names. Alone, a bench
 * prints what it likes, and these do nothing.
 */
import { appendFileSync } from 'node:fs';

const path = process.env.LOGITFLOW_BENCH;

/**
 * One row of a table.
 *
 * @param row.table  the heading
 * @param row.job  what is done
 * @param row.contender  default `logitflow`
 * @param row.against  who it is compared with, with the version; none where only memory is measured
 * @param row.ratio  the median of ratios within a round
 * @param row.means  `speed`: so many times as fast (default; more is better); `time`: in so many times the time (less is)
 * @param row.goal  in the sense of `means`
 * @param row.measure  `cpu`: processor time; or `wall`
 * @param row.peakMb, row.goalMb, row.theirPeakMb  in 10⁶ bytes
 */
export function result(row) {
  tell({ contender: 'logitflow', ...row });
}

/** A peer that is left out, and how it would be installed. */
export function missing({ peer, install }) {
  tell({ missing: peer, install });
}

function tell(line) {
  if (path !== undefined) appendFileSync(path, `${JSON.stringify(line)}\n`);
}
