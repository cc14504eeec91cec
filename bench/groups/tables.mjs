/** Seeded tables of scores, by query and in no order. */

const PER_QUERY = 1000;

function xorshift(seed) {
  let s = seed;
  return () => {
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    return (s >>> 0) / 4294967296;
  };
}

/** MS MARCO's query ids are numbers up to about a million, in no order; scores are those of a reranker, around 0. */
export function makeTables(rows) {
  const next = xorshift(20_264);
  const queries = Math.ceil(rows / PER_QUERY);
  const query = new BigInt64Array(rows);
  const doc = new BigInt64Array(rows);
  const score = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    query[i] = BigInt((Math.floor(i / PER_QUERY) * 7919) % 1_048_573);
    doc[i] = BigInt(i);
    score[i] = (next() + next() + next() - 1.5) * 10;
  }
  const order = shuffledOrder(rows, next);
  const shuffled = {
    query: query.map((_, i) => query[order[i]]),
    doc: doc.map((_, i) => doc[order[i]]),
    score: score.map((_, i) => score[order[i]]),
  };
  return {
    sorted: { sorted: true, queries, query, doc, score },
    shuffled: { sorted: false, queries, ...shuffled },
  };
}

function shuffledOrder(rows, next) {
  const order = new Uint32Array(rows).map((_, i) => i);
  for (let i = rows - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
