/** Softmax along the last axis as an ONNX model, written byte by byte, and run by onnxruntime-node on one thread. */
import { nanosecondsSince } from './processor-time.mjs';

const FLOAT = 1;
const DOUBLE = 11;

function varint(value) {
  const bytes = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest & 127) | 128);
  }
}

const text = (string) => [...new TextEncoder().encode(string)];
const number = (field, value) => [...varint(field << 3), ...varint(value)];
const bytes = (field, content) => [
  ...varint((field << 3) | 2),
  ...varint(content.length),
  ...content,
];

// Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
function valueInfo(name, type, rows, width) {
  const shape = [rows, width].flatMap((size) => bytes(1, number(1, size)));
  const tensor = [...number(1, type), ...bytes(2, shape)];
  return [...bytes(1, text(name)), ...bytes(2, bytes(1, tensor))];
}

function softmaxModel(type, rows, width) {
  const node = [...bytes(1, text('x')), ...bytes(2, text('y')), ...bytes(4, text('Softmax'))];
  const graph = [
    ...bytes(1, node),
    ...bytes(2, text('softmax')),
    ...bytes(11, valueInfo('x', type, rows, width)),
    ...bytes(12, valueInfo('y', type, rows, width)),
  ];
  return Uint8Array.from([...number(1, 8), ...bytes(7, graph), ...bytes(8, number(2, 13))]);
}

/** A contender of run.mjs: nanoseconds per element, the output reused. */
export function onnxContender(ort, noise) {
  return async ({ float, rows, width }, repeats) => {
    const model = softmaxModel(float === 32 ? FLOAT : DOUBLE, rows, width);
    const options = { intraOpNumThreads: 1, interOpNumThreads: 1 };
    const session = await ort.InferenceSession.create(model, options);
    const shape = [rows, width];
    const src = noise(float, rows * width);
    const kind = float === 32 ? 'float32' : 'float64';
    const feeds = { x: new ort.Tensor(kind, src, shape) };
    const fetches = { y: new ort.Tensor(kind, src.slice(), shape) };
    await session.run(feeds, fetches);
    await session.run(feeds, fetches);
    const start = process.cpuUsage();
    for (let i = 0; i < repeats; i++) await session.run(feeds, fetches);
    const elapsed = nanosecondsSince(start);
    await session.release();
    return elapsed / repeats / src.length;
  };
}
