/** Points and spans of time as ISO 8601 writes them, from counts of units, exactly and for any year. */

/** Digits of a second's fraction by Arrow's unit: seconds, milli-, micro- and nanoseconds. */
export const FRACTION_DIGITS = [0, 3, 6, 9];

const SECONDS_A_DAY = 86_400n;

/** `2024-02-29` from days since 1970-01-01; years outside 0 … 9999 as `+12024-…` and `-0001-…` with six digits. */
export function dateText(days: number): string {
  const { year, month, day } = civil(days);
  return `${yearText(year)}-${pad(month, 2)}-${pad(day, 2)}`;
}

/** `2024-02-29T12:00:00.000` from a count since 1970 of units with `digits` decimal digits of a second. */
export function timestampText(count: bigint, digits: number): string {
  const [days, rest] = divideDown(count, SECONDS_A_DAY * 10n ** BigInt(digits));
  return `${dateText(Number(days))}T${timeText(rest, digits)}`;
}

/** `12:00:00.000` from a count since midnight. */
export function timeText(count: bigint, digits: number): string {
  const [seconds, fraction] = divideDown(count, 10n ** BigInt(digits));
  const [minutes, second] = divideDown(seconds, 60n);
  const [hour, minute] = divideDown(minutes, 60n);
  const clock = [hour, minute, second].map((part) => pad(part, 2)).join(':');
  return digits === 0 ? clock : `${clock}.${pad(fraction, digits)}`;
}

/** `PT1.500S` from a count of units. */
export function durationText(count: bigint, digits: number): string {
  const sign = count < 0n ? '-' : '';
  return `${sign}PT${decimalText(count < 0n ? -count : count, digits)}S`;
}

/** A whole number with its point moved `scale` digits to the left; a negative scale appends zeros. */
export function decimalText(unscaled: bigint, scale: number): string {
  const sign = unscaled < 0n ? '-' : '';
  const digits = String(unscaled < 0n ? -unscaled : unscaled);
  if (scale <= 0) return unscaled === 0n ? '0' : `${sign}${digits}${'0'.repeat(-scale)}`;
  const padded = digits.padStart(scale + 1, '0');
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}

/** @see Hinnant, "chrono-compatible low-level date algorithms" (civil_from_days) */
function civil(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468; // days since 0000-03-01, so that a leap day ends its year
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const leapDays =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const yearStart = 365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  const dayOfYear = dayOfEra - yearStart;
  const index = Math.floor((5 * dayOfYear + 2) / 153); // 0 is March
  const month = index < 10 ? index + 3 : index - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return { year, month, day: dayOfYear - Math.floor((153 * index + 2) / 5) + 1 };
}

function yearText(year: number): string {
  if (year >= 0 && year <= 9999) return pad(year, 4);
  return `${year < 0 ? '-' : '+'}${pad(Math.abs(year), 6)}`;
}

function pad(n: number | bigint, digits: number): string {
  return String(n).padStart(digits, '0');
}

function divideDown(a: bigint, b: bigint): [bigint, bigint] {
  const rest = ((a % b) + b) % b;
  return [(a - rest) / b, rest];
}
