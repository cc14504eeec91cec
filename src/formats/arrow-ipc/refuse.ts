import { FormatError, type Report } from '../../errors.js';

/** A FormatError of this format, to be thrown. */
export function refusal(report: Omit<Report, 'operator'>): FormatError {
  return new FormatError({ operator: 'arrow', ...report });
}
