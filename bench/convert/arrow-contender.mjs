// One contender, once: node arrow-contender.mjs copy|logitflow|polars INPUT OUTPUT STEPS. Says what its work took.
import { createReadStream, createWriteStream } from 'node:fs';
import { createRequire } from 'node:module';
import { pipeline } from 'node:stream/promises';
import { peakMegabytes } from '../peak.mjs';
import { peerModule } from '../peers.mjs';

const [who, input, output, text] = process.argv.slice(2);
const steps = JSON.parse(text).filter(({ op }) => op !== undefined);
const to = JSON.parse(text).find((step) => step.to !== undefined)?.to;

const CONTENDERS = {
  async copy() {
    return () => pipeline(createReadStream(input), createWriteStream(output));
  },
  async logitflow() {
    const { convert } = await import('../../dist/node.js');
    return () => convert({ steps }, input, output, to === undefined ? {} : { to });
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
