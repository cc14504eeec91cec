import type { Readable, Writable } from 'node:stream';

/** The process as the command sees it; tests give it another. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborts when the process is asked to end. */
  readonly signal: AbortSignal;
  /** Hears which way the rows go, each time when that is known. */
  readonly onWay?: (way: Way) => void;
}

/** A lane may take the rows that are about to be opened; a lane computes them; the operators do. */
export type Way = 'opening' | 'lane' | 'operators';

export type Terminal = Writable & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

/** Whether colours may be used: on a terminal, unless NO_COLOR says otherwise (https://no-color.org). */
export function hasColour(io: Io, stream: Terminal): boolean {
  return stream.isTTY === true && !io.env.NO_COLOR;
}

/** Writes text for people or for the next command, and waits until it is taken. */
export async function print(stream: Writable, text: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
