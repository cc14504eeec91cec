/**
 * Globs over column names: `*` stands for any run of characters, also none, and nothing else is special. A
 * pattern is matched by searching its literal parts from left to right, never by backtracking, so that a hostile
 * name costs time in proportion to its length.
 */

/** Whether a string is a glob at all; one without `*` is a literal name. */
export function isGlob(pattern: string): boolean {
  return pattern.includes('*');
}

export function countStars(pattern: string): number {
  return pattern.split('*').length - 1;
}

/** A glob that is held against many names. */
export interface Glob {
  /** Whether it matches the whole of a name. */
  matches(name: string): boolean;
  /** What its only `*` stands for in a name that it matches; undefined where it has several. */
  starOf(name: string): string | undefined;
}

/** @param pattern  holds at least one `*` */
export function globOf(pattern: string): Glob {
  const parts = pattern.split('*');
  const head = parts[0]!;
  const tail = parts.at(-1)!;
  const within = parts.slice(1, -1);
  return {
    matches(name) {
      const end = name.length - tail.length;
      if (end < head.length || !name.startsWith(head) || !name.endsWith(tail)) return false;
      let from = head.length;
      for (const part of within) {
        const found = name.indexOf(part, from);
        if (found < 0) return false;
        from = found + part.length;
      }
      return from <= end;
    },
    starOf: (name) =>
      within.length > 0 ? undefined : name.slice(head.length, name.length - tail.length),
  };
}

/** `pattern` with its only `*` replaced. */
export function fillStar(pattern: string, star: string): string {
  const at = pattern.indexOf('*');
  return pattern.slice(0, at) + star + pattern.slice(at + 1);
}
