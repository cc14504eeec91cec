import type { Activation, Values } from '../activations/activation.js';

/** What the gate of a gated unit does to its input. */
export interface Gate {
  readonly row: Activation;
  readonly values: Values<Activation['parameters']>;
}

/**
 * `dst[i] = carried[i] · f(gating[i])` in doubles: within 2·t + 0.5 ulp, t being the row's bound for f.
 *
 * @param gating  is overwritten
 * @param dst  may be `carried`
 */
export function gateProducts(
  { row, values }: Gate,
  carried: Float64Array,
  gating: Float64Array,
  dst: Float64Array,
): void {
  row.float64(gating, gating, gating.length, values);
  for (let i = 0; i < dst.length; i++) {
    const y = carried[i]! * gating[i]!;
    dst[i] = Number.isNaN(y) ? Number.NaN : y;
  }
}
