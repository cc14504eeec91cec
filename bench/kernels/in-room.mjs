/** Arrays of the kernels' own memory. */
import { createRoom } from '../../dist/src/kernels.js';

/** Values, and as many beside them for results, in a room. */
export function inRoom(values) {
  const room = createRoom(2 * values.byteLength + 2 ** 14);
  const array = () =>
    values instanceof Float32Array ? room.float32(values.length) : room.float64(values.length);
  const [src, dst] = [array(), array()];
  src.set(values);
  return { src, dst };
}
