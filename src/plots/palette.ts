/** A colour for light and one for dark surroundings. */
export interface Colour {
  readonly light: string;
  readonly dark: string;
}

export const BACKGROUND: Colour = { light: '#ffffff', dark: '#10151c' };
export const TEXT: Colour = { light: '#3a424d', dark: '#c3ccd8' };
export const AXIS: Colour = { light: '#8b95a3', dark: '#6b7685' };
export const GRID: Colour = { light: '#e6e9ee', dark: '#262e39' };

/**
 * Colours of curves: at least 3 : 1 against the background, and far apart from each other also for those who do not
 * see red, green or blue (a test holds them to that).
 */
export const CURVES: readonly Colour[] = [
  { light: '#0362dc', dark: '#3979e3' },
  { light: '#ff4218', dark: '#dc5d2a' },
  { light: '#1e7c67', dark: '#2ff28c' },
  { light: '#b65aba', dark: '#c2629e' },
  { light: '#779d29', dark: '#fbc919' },
  { light: '#1b1b1b', dark: '#f2f2f2' },
];

/** Lengths of lines and gaps; the colours come again with the next one of these. */
export const DASHES: readonly string[] = ['', '8 5', '2 5', '12 4 2 4'];
