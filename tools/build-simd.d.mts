/** The text of src/simd/assembly/constants.ts. */
export function generateConstants(): string;

/** The text of src/simd/module.ts, of the sources as they are. */
export function generateModule(): Promise<string>;

/** The text of src/simd/assembly/text/powers.ts. */
export function generatePowers(): string;

/** The text of src/simd/text-module.ts, of the sources as they are. */
export function generateTextModule(): Promise<string>;
