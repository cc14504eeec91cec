import { lastValueFrom, map, Observable, type OperatorFunction, of, take } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { decodeWith, encodeWith } from '../../src/flow/decode.js';
import { drainTo } from '../../src/flow/drain-to.js';
import { gatedMap } from '../../src/flow/gated-map.js';

const bytes = (value: string) => new TextEncoder().encode(value);
const text = (chunk: Uint8Array) => new TextDecoder().decode(chunk);

type MakeOperator = (project: (value: string) => string) => OperatorFunction<string, string>;

/** The operators of this room that give one value for each value and complete with their source. */
const valueByValue: Record<string, MakeOperator> = {
  'gatedMap with a synchronous projection': (project) => gatedMap(project),
  decodeWith: (project) => (source) =>
    source.pipe(
      map(bytes),
      decodeWith(() => ({ push: (chunk) => [project(text(chunk))], end: () => [] })),
    ),
  encodeWith: (project) => (source) =>
    source.pipe(
      encodeWith(() => ({ push: (value: string) => [bytes(project(value))], end: () => [] })),
      map(text),
    ),
};

let scheduler: TestScheduler;
beforeEach(() => {
  scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
});

describe.each(Object.entries(valueByValue))('%s', (_name, make) => {
  const same = make((value) => value);

  it.each([
    ['never emits for a source that never emits', '-', '-', '^'],
    ['completes with an empty source', '|', '|', '(^!)'],
    ['completes with a source that ends later', '---|', '---|', '^--!'],
    ['passes one value', '-a|', '-a|', '^-!'],
    ['passes many values', '-a-b(cd)-|', '-a-b(cd)-|', '^--------!'],
    ['passes values of a source that does not end', '-a-b-', '-a-b-', '^'],
    ['passes an error after values', '-a-b-#', '-a-b-#', '^----!'],
    ['passes an error at once', '#', '#', '(^!)'],
  ])('%s', (_contract, input, output, subscription) => {
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<string>(input);
      expectObservable(source.pipe(same)).toBe(output);
      expectSubscriptions(source.subscriptions).toBe(subscription);
    });
  });

  it('unsubscribes its source when the subscriber leaves early', () => {
    scheduler.run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('--a--b--c--d--|');
      expectObservable(source.pipe(same), '-------!').toBe('--a--b--');
      expectSubscriptions(source.subscriptions).toBe('^------!');
    });
  });

  it('does not break the chain of unsubscription', () => {
    scheduler.run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('--a--b--c--d--|');
      const chain = source.pipe(
        map((v) => v),
        same,
        map((v) => v),
      );
      expectObservable(chain, '-------!').toBe('--a--b--');
      expectSubscriptions(source.subscriptions).toBe('^------!');
    });
  });

  it('sends what its callback throws down the error channel', () => {
    scheduler.run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('--a--b--c--|');
      const failing = make((value) => {
        if (value === 'b') throw 'too bad';
        return value;
      });
      expectObservable(source.pipe(failing)).toBe('--a--#', undefined, 'too bad');
      expectSubscriptions(source.subscriptions).toBe('^----!');
    });
  });

  it('starts anew with each subscription', () => {
    scheduler.run(({ cold, expectObservable }) => {
      const result = cold('-a-|').pipe(same);
      expectObservable(result).toBe('-a-|');
      expectObservable(result, '-----^').toBe('------a-|');
    });
  });

  it('pulls three values of a synchronous source of a thousand for take(3)', async () => {
    const { source, pulled } = firehose();
    await lastValueFrom(source.pipe(same, take(3)));
    expect(pulled()).toBe(3);
  });
});

/** A synchronous source of a thousand values that looks at `closed` only, as rxjs's own do. */
function firehose() {
  let count = 0;
  const source = new Observable<string>((subscriber) => {
    for (let i = 0; i < 1000 && !subscriber.closed; i++) {
      count++;
      subscriber.next(String(i));
    }
    subscriber.complete();
  });
  return { source, pulled: () => count };
}

describe('drainTo with a synchronous sink', () => {
  const joining = () => {
    const parts: string[] = [];
    return {
      write: (value: string) => void parts.push(value),
      close: () => parts.join(''),
      abort: () => {},
    };
  };
  const collect = drainTo(joining);

  it.each([
    ['never emits for a source that never emits', '-', '-', '^', ''],
    ['emits the result of an empty source', '|', '(r|)', '(^!)', ''],
    ['emits the result when the source completes', '---|', '---(r|)', '^--!', ''],
    ['writes one value', '-a|', '--(r|)', '^-!', 'a'],
    ['writes many values in order', '-a-b(cd)-|', '---------(r|)', '^--------!', 'abcd'],
    ['emits nothing while the source goes on', '-a-b-', '-----', '^', ''],
    ['passes an error after values', '-a-b-#', '-----#', '^----!', ''],
    ['passes an error at once', '#', '#', '(^!)', ''],
  ])('%s', (_contract, input, output, subscription, r) => {
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<string>(input);
      expectObservable(source.pipe(collect)).toBe(output, { r });
      expectSubscriptions(source.subscriptions).toBe(subscription);
    });
  });

  it('unsubscribes its source when the subscriber leaves early', () => {
    scheduler.run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('--a--b--c--d--|');
      expectObservable(source.pipe(collect), '-------!').toBe('--------');
      expectSubscriptions(source.subscriptions).toBe('^------!');
    });
  });

  it('sends what a write throws down the error channel and unsubscribes the source', () => {
    scheduler.run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('--a--b--c--|');
      const failing = drainTo(() => ({
        ...joining(),
        write(value: string) {
          if (value === 'b') throw 'disk full';
        },
      }));
      expectObservable(source.pipe(failing)).toBe('-----#', undefined, 'disk full');
      expectSubscriptions(source.subscriptions).toBe('^----!');
    });
  });

  it('sends what the factory throws down the error channel without subscribing the source', () => {
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('--a--|');
      const failing = drainTo<string, string>(() => {
        throw 'no sink';
      });
      expectObservable(source.pipe(failing)).toBe('#', undefined, 'no sink');
      expectSubscriptions(source.subscriptions).toBe([]);
    });
  });

  it('pulls three values of a synchronous source when the third write fails', async () => {
    const { source, pulled } = firehose();
    let writes = 0;
    const failing = drainTo(() => ({
      ...joining(),
      write() {
        writes++;
        if (writes === 3) throw new Error('disk full');
      },
    }));
    await expect(lastValueFrom(source.pipe(failing))).rejects.toThrow('disk full');
    expect(pulled()).toBe(3);
  });
});

describe('codecs as operators', () => {
  it('emit what end() gives after the source has completed', async () => {
    const seen: string[] = [];
    const count = decodeWith(() => {
      let chunks = 0;
      return { push: () => [`chunk ${chunks++}`], end: () => [`${chunks} in all`] };
    });
    await lastValueFrom(
      new Observable<Uint8Array>((s) => {
        s.next(bytes('x'));
        s.next(bytes('y'));
        s.complete();
      }).pipe(
        count,
        map((v) => void seen.push(v)),
      ),
    );
    expect(seen).toEqual(['chunk 0', 'chunk 1', '2 in all']);
  });

  it('refuse text, which streams with an encoding give', async () => {
    const decode = decodeWith(() => ({ push: () => [], end: () => [] }));
    const words = of('a,b\n') as never as Observable<Uint8Array>;
    await expect(lastValueFrom(words.pipe(decode))).rejects.toThrow(
      'decode: a chunk is no bytes (got "a,b\\u{000a}"); expected a Uint8Array: a stream without an encoding, or text through TextEncoderStream',
    );
  });

  it('decode no further than the subscriber asks within one chunk', async () => {
    let decoded = 0;
    const letters = decodeWith(() => ({
      *push(chunk: Uint8Array) {
        for (const byte of chunk) {
          decoded++;
          yield byte;
        }
      },
      end: () => [],
    }));
    const source = new Observable<Uint8Array>((s) => s.next(bytes('abcdefgh')));
    await lastValueFrom(source.pipe(letters, take(3)));
    expect(decoded).toBe(3);
  });
});
