/** The runtime-neutral face: flow, formats and errors; nothing here needs a file system. */

export { mergeStates } from './distributions/merge-states.js';
export type { ColumnState, Groups, SoftmaxState } from './distributions/softmax-state.js';
export { decodeState } from './distributions/state-file/decode-state.js';
export { encodeState } from './distributions/state-file/encode-state.js';
export {
  DataError,
  FileError,
  FormatError,
  LimitError,
  LogitflowError,
  type Place,
  RecipeError,
  type Report,
  SchemaError,
  SelectionError,
} from './errors.js';
export { type Decoder, decodeWith, type Encoder, encodeWith } from './flow/decode.js';
export { type DrainOptions, drainTo, type Sink } from './flow/drain-to.js';
export { fromPull, type MakePull, type PullOptions } from './flow/from-pull.js';
export { createGate, currentGate, type Gate, type GateOptions } from './flow/gate.js';
export { type GatedMapOptions, gatedMap } from './flow/gated-map.js';
export { through } from './flow/through.js';
export { type StreamPair, toTransformStream } from './flow/transform-stream.js';
export {
  type ArrowReadOptions,
  createArrowDecoder,
  decodeArrow,
} from './formats/arrow-ipc/decoder.js';
export {
  type ArrowWriteOptions,
  createArrowEncoder,
  encodeArrow,
} from './formats/arrow-ipc/encoder.js';
export type { RandomAccess } from './formats/arrow-ipc/random-access.js';
export {
  type ArrowFileReadOptions,
  readArrowFile,
} from './formats/arrow-ipc/reading/file-reader.js';
export {
  type CsvDecoder,
  type CsvReadOptions,
  type CsvType,
  createCsvDecoder,
  decodeCsv,
} from './formats/csv/decoder.js';
export { type CsvWriteOptions, createCsvEncoder, encodeCsv } from './formats/csv/encoder.js';
export { VERSION } from './version.js';
