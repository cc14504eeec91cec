/**
 * The twins of the loops of ../../softmax/state/table: `near-parts.ts`, and `anchored-pass.ts`. Elements lie in pairs; where
 * their number is odd, one more is read and written.
 */
import { pair, quotientLow, RECIPROCAL } from './exact-state';
