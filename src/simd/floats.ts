/** The two element types that the kernels work on, each in its own loops. */
export type Floats = Float32Array | Float64Array;
