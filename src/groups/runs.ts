/** Runs of bytes: run i is bytes[starts[i], ends[i]). */
export interface Runs {
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** Values of one width, one behind the other. */
export interface Values {
  readonly values: Uint8Array;
  readonly width: number;
}

export function asRuns({ values, width }: Values, length: number): Runs {
  const starts = Int32Array.from({ length }, (_, i) => width * i);
  return { bytes: values, starts, ends: starts.map((start) => start + width) };
}

/** Runs of `width` bytes, or of none, which become zeros. */
export function asValues({ bytes, starts, ends }: Runs, width: number): Values {
  const values = new Uint8Array(width * starts.length);
  for (let i = 0; i < starts.length; i++) {
    values.set(bytes.subarray(starts[i], ends[i]), width * i);
  }
  return { values, width };
}
