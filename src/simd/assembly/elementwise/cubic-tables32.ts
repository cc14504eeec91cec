/** Room for the tables of ../../curves32.ts, which are put here before a loop that wants them runs. */
export const SIGMOID_CUBICS = memory.data(2048 * 16, 16);
export const SILU_CUBICS = memory.data(2048 * 16, 16);
export const TANH_CUBICS = memory.data(2048 * 16, 16);
export const GELU_CUBICS = memory.data(4096 * 16, 16);
export const ERF_CUBICS = memory.data(2048 * 16, 16);
export const QUICK_GELU_CUBICS = memory.data(2048 * 16, 16);
export const SOFTPLUS_CUBICS = memory.data(2048 * 16, 16);
export const LOG_SIGMOID_CUBICS = memory.data(2048 * 16, 16);

export function sigmoidCubics(): usize {
  return SIGMOID_CUBICS;
}

export function siluCubics(): usize {
  return SILU_CUBICS;
}

export function tanhCubics(): usize {
  return TANH_CUBICS;
}

export function geluCubics(): usize {
  return GELU_CUBICS;
}

export function erfCubics(): usize {
  return ERF_CUBICS;
}

export function quickGeluCubics(): usize {
  return QUICK_GELU_CUBICS;
}

export function softplusCubics(): usize {
  return SOFTPLUS_CUBICS;
}

export function logSigmoidCubics(): usize {
  return LOG_SIGMOID_CUBICS;
}
