/**
 * Softmax of scores by query, MS-MARCO-shaped: ten million rows of (query_id, doc_id, score), a thousand a query, sorted and
 * shuffled; against polars and DuckDB on the same columns in memory, one thread each. Values are compared first.
 *
 *     npm run build && node bench/peers.mjs
 *     node bench/groups/groups.mjs [ROWS]
 *
 * Prints process CPU and wall time, fastest and median of five alternated rounds, and ratios to the faster of the peers. Figures of one machine
 * and one hour: read the ratios. A peer that is not installed is left out.
 */
process.env.POLARS_MAX_THREADS = '1';
const { INSTALL } = await import('../peers.mjs');
const { missing, result } = await import('../results.mjs');
const { makeTables } = await import('./tables.mjs');
const { logitflow } = await import('./logitflow.mjs');
const { polars } = await import('./polars.mjs');
const { duckdb } = await import('./duckdb.mjs');

const ROWS = Number(process.argv[2] ?? 10_000_000);
const ROUNDS = 5;
const TOLERANCE = 1e-12;

async function measured(run) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await run();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { cpu: (user + system) / 1000, wall };
}

function summary(times) {
  const sorted = times.toSorted((a, b) => a - b);
  return { least: sorted[0], median: sorted[sorted.length >> 1] };
}

function largestDifference(a, b) {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}

for (const [order, table] of Object.entries(makeTables(ROWS))) {
  const contenders = [];
  for (const make of [logitflow, polars, duckdb]) contenders.push(...(await make(table)));
  const [own] = contenders;
  const truth = await own.result();
  console.log(`\n${order}: ${ROWS} rows, ${table.queries} queries`);
  for (const peer of contenders.slice(1)) {
    const difference = largestDifference(truth, await peer.result());
    console.log(`  ${peer.name} differs by at most ${difference.toExponential(1)}`);
    if (!(difference <= TOLERANCE)) throw new Error(`${peer.name} gives other values`);
  }
  const rounds = new Map(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const { name, run } of contenders) rounds.get(name).push(await measured(run));
  }
  report(contenders, rounds);
  hand(order, contenders, rounds);
  for (const { close } of contenders) close?.();
}

function report(contenders, rounds) {
  const figures = contenders.map(({ name, peer }) => ({
    name,
    peer,
    cpu: summary(rounds.get(name).map(({ cpu }) => cpu)),
    wall: summary(rounds.get(name).map(({ wall }) => wall)),
  }));
  const best = (kind, which) =>
    Math.min(...figures.filter(({ peer }) => peer).map((figure) => figure[kind][which]));
  for (const figure of figures) {
    const cells = ['cpu', 'wall'].map((kind) => {
      const { least, median } = figure[kind];
      const ratios = [least / best(kind, 'least'), median / best(kind, 'median')];
      const shown = figures.some(({ peer }) => peer)
        ? `  ×${ratios.map((ratio) => ratio.toFixed(2)).join(' / ')} of the faster peer`
        : '';
      return `${kind} ${least.toFixed(0).padStart(5)} / ${median.toFixed(0).padStart(5)} ms${shown}`;
    });
    console.log(`  ${figure.name.padEnd(28)} ${cells.join('   ')}`);
  }
}

/** Our operators beside each peer. */
function hand(order, contenders, rounds) {
  const least = (name) => Math.min(...rounds.get(name).map(({ cpu }) => cpu));
  for (const { name } of contenders.filter((own) => !own.peer)) {
    for (const peer of contenders.filter((other) => other.peer)) {
      result({
        ...{ table: `Softmax by group, ${ROWS} rows, 1000 a group, ${order}`, job: name },
        ...{ against: peer.name, ratio: least(peer.name) / least(name), goal: 1, measure: 'cpu' },
      });
    }
  }
  for (const peer of ['polars', 'DuckDB']) {
    const there = contenders.some(({ name }) => name.startsWith(peer));
    if (!there) missing({ peer, install: INSTALL });
  }
}
