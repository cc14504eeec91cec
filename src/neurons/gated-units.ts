import type { Activation } from '../activations/activation.js';
import { ACTIVATIONS } from '../activations/table.js';
import type { Gate } from './gate.js';

/** A gated unit: its name, the function of its gate, and which half is the gate by default. */
export interface GatedUnit {
  readonly name: string;
  readonly row: Activation;
  readonly gate: 'first' | 'second';
}

/** Which half gates is what the paper says, for `glu` what the libraries do. */
export const GATED_UNITS = {
  glu: { name: 'glu', row: ACTIVATIONS.sigmoid, gate: 'second' },
  swiglu: { name: 'swiglu', row: ACTIVATIONS.silu, gate: 'first' },
  geglu: { name: 'geglu', row: ACTIVATIONS.gelu, gate: 'first' },
  reglu: { name: 'reglu', row: ACTIVATIONS.relu, gate: 'first' },
  bilinear: { name: 'bilinear', row: ACTIVATIONS.linear, gate: 'first' },
} as const satisfies Readonly<Record<string, GatedUnit>>;

/** The defaults of the gate's own parameters, which no option changes. */
export function gateOf({ row }: GatedUnit): Gate {
  const parameters = Object.entries(row.parameters);
  return { row, values: Object.fromEntries(parameters.map(([key, p]) => [key, p.default])) };
}
