// One contender, once: node arrow-contender.mjs copy|logitflow|polars INPUT OUTPUT STEPS. Says what its work took.
import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const [who, input, output, text] = process.argv.slice(2);
const steps = JSON.parse(text).filter(({ op }) => op !== undefined);
const to = JSON.parse(text).find((step) => step.to !== undefined)?.to;

const CONTENDERS = {
  async copy() {
    return () => pipeline(createReadStream(input), createWriteStream(output));
  },
  async logitflow() {
    const { convert } = await import('../../dist/src/node.js');
    return () => convert({ steps }, input, output, to === undefined ? {} : { to });
  },
  async polars() {
    const require = createRequire(join(process.env.LOGITFLOW_READERS, 'package.json'));
    const pl = require('nodejs-polars');
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

/** The system's own count of a process' maximum begins with that of its parent, which has made the data. */
function peakKilobytes() {
  const status = '/proc/self/status';
  const own = existsSync(status) && /VmHWM:\s*(\d+) kB/.exec(readFileSync(status, 'utf8'))?.[1];
  return Number(own || process.resourceUsage().maxRSS) * 1.024;
}

const work = await CONTENDERS[who]();
const [wall, cpu] = [performance.now(), process.cpuUsage()];
await work();
const { user, system } = process.cpuUsage(cpu);
const report = {
  wall: performance.now() - wall,
  cpu: (user + system) / 1000,
  megabytes: peakKilobytes() / 1000,
};
console.log(JSON.stringify(report));
