export * from './argmax-columns';
export * from './top-columns';
export * from './bare-sum64';
export {
  erfCubics,
  geluCubics,
  logSigmoidCubics,
  quickGeluCubics,
  sigmoidCubics,
  siluCubics,
  softplusCubics,
  tanhCubics,
} from './elementwise/cubic-tables32';
export * from './elementwise/curves32';
export * from './elementwise/exponential32';
export * from './elementwise/exponential64';
export { geluTanh32, mish32, quickGelu32, swish32 } from './elementwise/gated32';
export * from './elementwise/gated64';
export * from './elementwise/gaussian32';
export * from './elementwise/gaussian64';
export * from './elementwise/logarithmic32';
export * from './elementwise/logarithmic64';
export * from './elementwise/sigmoidal64';
export * from './elementwise/softplus32';
export * from './elementwise/softplus64';
export {
  gatePairs,
  mishPairs,
  mishPowers,
  sigmoidPairs,
  sigmoidSlopes,
  softplusPairs,
  tanhPairs,
} from './elementwise/logistic';
export * from './elementwise/shrink64';
export { shifts, subtractShifts32, subtractShifts64 } from './log-softmax';
export * from './exact-parts';
export * from './exact-probabilities';
export * from './exact-state';
export { areRising32, areRising64 } from './offsets';
export * from './pieces';
export { softmaxColumns32 } from './softmax-columns32';
export { softmaxColumns64 } from './softmax-columns64';
export { restLanes64 } from './rest-of-row64';
export { setScaling64 } from './softmax-far64';
export * from './softmax-rows32';
export * from './softmax-rows64';
export { setScaling32 } from './softmax-strip32';
export { softmaxShort32 } from './softmax-short32';
export { softmaxTiles64 } from './softmax-tiles64';
export { sumToOneColumns64, sumToOneRows64 } from './sum-to-one64';
export { takeUndone, undoneRows } from './undone';

/** Room for the offsets of a block's rows. */
const OFFSETS = memory.data(4100 * 4, 16);

export function offsets(): usize {
  return OFFSETS;
}

/** Where the room of constants and sums ends. */
export function staticEnd(): usize {
  return __heap_base;
}
