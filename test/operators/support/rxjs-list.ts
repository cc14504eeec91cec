import { from, map, mergeMap, type Observable, type OperatorFunction, of, take, tap } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { expect, it } from 'vitest';

/** An operator that gives one result for each of three values, at once. */
export interface OneToOne<T, R> {
  make(): OperatorFunction<T, R>;
  readonly values: { readonly a: T; readonly b: T; readonly c: T };
  /** A result in a form that can be compared. */
  say(result: R): unknown;
  readonly results: { readonly a: unknown; readonly b: unknown; readonly c: unknown };
}

type Run = Parameters<TestScheduler['run']>[0];

/** Runs marbles under virtual time; results are compared deeply. */
export function marbles(run: Run): void {
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(run);
}

/** The list that every operator of rxjs passes. */
export function itPassesTheList<T, R>({ make, values, say, results }: OneToOne<T, R>): void {
  const through = (source: Observable<T>) => source.pipe(make(), map(say));

  const timings: [name: string, source: string, result: string, subscription: string][] = [
    ['a source that never emits', '-', '-', '^'],
    ['an empty source', '---|', '---|', '^--!'],
    ['a source that completes at once', '|', '|', '(^!)'],
    ['one value', '-a-|', '-a-|', '^--!'],
    ['many values', '-a-b-c-|', '-a-b-c-|', '^------!'],
    ['values all at once', '(abc|)', '(abc|)', '(^!)'],
    ['a source that never ends', '-a-b-c-', '-a-b-c-', '^'],
    ['a source that fails', '-a-b-#', '-a-b-#', '^----!'],
    ['a source that fails at once', '#', '#', '(^!)'],
  ];

  it.each(timings)('passes %s on', (_, source, result, subscription) => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const values$ = cold(source, values);
      expectObservable(through(values$)).toBe(result, results);
      expectSubscriptions(values$.subscriptions).toBe(subscription);
    });
  });

  it('leaves its source as soon as it is left', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const values$ = hot('-a-b-c-|', values);
      expectObservable(through(values$), '^---!').toBe('-a-b-', results);
      expectSubscriptions(values$.subscriptions).toBe('^---!');
    });
  });

  it('breaks no chain when it is left in the middle of one', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const values$ = hot('-a-b-c-|', values);
      const chain = through(values$.pipe(mergeMap((x) => of(x)))).pipe(mergeMap((x) => of(x)));
      expectObservable(chain, '^---!').toBe('-a-b-', results);
      expectSubscriptions(values$.subscriptions).toBe('^---!');
    });
  });

  it('starts anew for every subscription, also at the same time', () => {
    marbles(({ cold, expectObservable }) => {
      const result$ = through(cold('-a-b-|', values));
      expectObservable(result$).toBe('-a-b-|', results);
      expectObservable(result$, '--^').toBe('---a-b-|', results);
    });
  });

  it('pulls three values of a synchronous firehose for take(3)', () => {
    let pulled = 0;
    function* firehose(): Generator<T> {
      for (; pulled < 1000; ) {
        pulled += 1;
        yield values.a;
      }
    }
    const got: unknown[] = [];
    through(from(firehose()))
      .pipe(take(3))
      .subscribe((result) => got.push(result));
    expect(got).toEqual([results.a, results.a, results.a]);
    expect(pulled).toBe(3);
  });
}

/** An operator that gives one result at the end, whatever came before. */
export interface ManyToOne<T, R> extends Omit<OneToOne<T, R>, 'results'> {
  readonly result: unknown;
  /** The error of a source without values, where there is no result of that. */
  readonly errorOfNothing?: unknown;
}

/** The same list for an operator that gives one result when its source completes, as rxjs's `reduce` does. */
export function itPassesTheListOfReductions<T, R>(reduction: ManyToOne<T, R>): void {
  const { make, values, say, result, errorOfNothing } = reduction;
  const through = (source: Observable<T>) => source.pipe(make(), map(say));
  const none = errorOfNothing === undefined ? '(r|)' : '#';

  const timings: [name: string, source: string, result: string, subscription: string][] = [
    ['for a source that never emits', '-', '-', '^'],
    ['of an empty source', '---|', `---${none}`, '^--!'],
    ['of a source that completes at once', '|', none, '(^!)'],
    ['of one value', '-a-|', '---(r|)', '^--!'],
    ['of many values', '-a-b-c-|', '-------(r|)', '^------!'],
    ['of values all at once', '(abc|)', '(r|)', '(^!)'],
    ['for a source that never ends', '-a-b-c-', '-', '^'],
    ['for a source that fails', '-a-b-#', '-----#', '^----!'],
    ['for a source that fails at once', '#', '#', '(^!)'],
  ];

  it.each(timings)('gives its result when it may %s', (_, source, result$, subscription) => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const values$ = cold(source, values);
      const error = source.includes('#') ? undefined : errorOfNothing;
      expectObservable(through(values$)).toBe(result$, { r: result }, error);
      expectSubscriptions(values$.subscriptions).toBe(subscription);
    });
  });

  it('leaves its source as soon as it is left', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const values$ = hot('-a-b-c-|', values);
      expectObservable(through(values$), '^---!').toBe('-----');
      expectSubscriptions(values$.subscriptions).toBe('^---!');
    });
  });

  it('starts anew for every subscription, also at the same time', () => {
    marbles(({ cold, expectObservable }) => {
      const result$ = through(cold('-a-b-|', values));
      expectObservable(result$).toBe('-----(r|)', { r: result });
      expectObservable(result$, '--^').toBe('-------(r|)', { r: result });
    });
  });
}

/** An operator that looks at its whole source before it gives one result for each value. */
export interface TwoPasses<T, R> extends Omit<OneToOne<T, R>, 'results'> {
  /** What each of `count` equal values gives. */
  result(count: number): unknown;
  /** How often it subscribes its source. */
  readonly subscriptions: 1 | 2;
}

/** The same list for an operator that gives its results, all at once, when its source has completed. */
export function itPassesTheListOfTwoPasses<T, R>(passes: TwoPasses<T, R>): void {
  const { make, values, say, result, subscriptions } = passes;
  const through = (source: Observable<T>) => source.pipe(make(), map(say));
  const results = { p: result(1), q: result(3) };
  const twice = subscriptions === 2;

  const timings: [name: string, source: string, result: string, again: string][] = [
    ['a source that never emits', '-', '-', '-'],
    ['an empty source', '---|', '---|', '------|'],
    ['a source that completes at once', '|', '|', '|'],
    ['one value', '-a-|', '---(p|)', '----p-|'],
    ['values all at once', '(abc|)', '(qqq|)', '(qqq|)'],
    ['a source that never ends', '-a-b-c-', '-', '-'],
    ['a source that fails', '-a-b-#', '-----#', '-----#'],
    ['a source that fails at once', '#', '#', '#'],
  ];

  it.each(timings)('gives its results when it may for %s', (_, source, once, again) => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(through(cold(source, values))).toBe(twice ? again : once, results);
    });
  });

  it('leaves its source when it has completed, and subscribes it no more than it says', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const values$ = cold('-a-|', values);
      expectObservable(through(values$)).toBe(twice ? '----p-|' : '---(p|)', results);
      expectSubscriptions(values$.subscriptions).toBe(twice ? ['^--!', '---^--!'] : '^--!');
    });
  });

  it('leaves its source as soon as it is left', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const values$ = hot('-a-b-c-|', values);
      expectObservable(through(values$), '^---!').toBe('-----');
      expectSubscriptions(values$.subscriptions).toBe('^---!');
    });
  });

  it('breaks no chain when it is left in the middle of one', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const values$ = hot('-a-b-c-|', values);
      const chain = through(values$.pipe(mergeMap((x) => of(x)))).pipe(mergeMap((x) => of(x)));
      expectObservable(chain, '^---!').toBe('-----');
      expectSubscriptions(values$.subscriptions).toBe('^---!');
    });
  });

  it('starts anew for every subscription, also at the same time', () => {
    marbles(({ cold, expectObservable }) => {
      const result$ = through(cold('-a-|', values));
      expectObservable(result$).toBe(twice ? '----p-|' : '---(p|)', results);
      expectObservable(result$, '--^').toBe(twice ? '------p-|' : '-----(p|)', results);
    });
  });

  it('wants all values of a synchronous source, and gives no more than take(3) asks for', () => {
    let given = 0;
    const got: unknown[] = [];
    from(Array.from({ length: 1000 }, () => values.a))
      .pipe(
        make(),
        tap(() => given++),
        map(say),
        take(3),
      )
      .subscribe((value) => got.push(value));
    expect([got, given]).toEqual([[result(1000), result(1000), result(1000)], 3]);
  });
}
