// One contender, once: node arrow-contender.mjs copy|logitflow|polars|zstd INPUT OUTPUT RECIPE-AND-OPTIONS. Says what its work took.
import { createReadStream, createWriteStream } from 'node:fs';
import { createRequire } from 'node:module';
import { pipeline } from 'node:stream/promises';
import { peakMegabytes } from '../peak.mjs';
import { peerModule } from '../peers.mjs';

const [who, input, output, text] = process.argv.slice(2);
const { steps, ...options } = JSON.parse(text);

const CONTENDERS = {
  async copy() {
    return () => pipeline(createReadStream(input), createWriteStream(output));
  },
  async logitflow() {
    const { convert } = await import('../../dist/node.js');
    return () => convert({ steps }, input, output, options);
  },
  /** Writes the same with Zstandard, which not every node has. */
  async zstd() {
    const pl = createRequire(import.meta.url)(peerModule('nodejs-polars'));
    const sunk = pl.scanIPC(input).sinkIpc(output, { compression: 'zstd' });
    return () => sunk.collect({ streaming: true });
  },
  async polars() {
    const pl = createRequire(import.meta.url)(peerModule('nodejs-polars'));
    const names = Array.from({ length: 10 }, (_, c) => `logit_${c}`);
    const all = (make) => names.map((name) => make(pl.col(name)).alias(name));
    return () =>
      pl
        .scanIPC(input)
        .withColumns(pl.maxHorizontal(names.map((name) => pl.col(name))).alias('most'))
        .withColumns(...all((x) => x.sub(pl.col('most')).exp()))
        .withColumns(pl.sumHorizontal(names.map((name) => pl.col(name))).alias('total'))
        .withColumns(...all((x) => x.div(pl.col('total'))))
        .select('id', ...names, 'label')
        .sinkIpc(output, { compression: 'uncompressed' })
        .collect({ streaming: true });
  },
};

const work = await CONTENDERS[who]();
const [wall, cpu] = [performance.now(), process.cpuUsage()];
await work();
const { user, system } = process.cpuUsage(cpu);
const report = {
  wall: performance.now() - wall,
  cpu: (user + system) / 1000,
  megabytes: peakMegabytes(),
};
console.log(JSON.stringify(report));
