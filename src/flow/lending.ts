import type { Observable } from 'rxjs';
import { Gate } from './gate.js';

/**
 * Who subscribes to an observable may keep its values, share them or let them wait, and nobody hears of it: so each has memory
 * of its own. But where a sink of ours stands behind operators of ours behind a source of ours, a subscription's values are
 * seen by nobody else, for the source makes them anew for each. There the sink may have them lent: every value lies where the
 * one before lay, and is good until the gate lets the source go on.
 *
 * What stands in between is seen by the observables themselves: those that know how to lend are noted here, and an operator
 * of anybody else's makes one that is not.
 */
const lenders = new WeakMap<Observable<unknown>, Lend<unknown>>();

/** Full while anything is on its way. */
export class LendingGate extends Gate {
  override get full(): boolean {
    return this.load > 0;
  }
}

/** The values of a subscription as they are lent; undefined where they cannot be. */
export type Lend<T> = (gate: LendingGate) => Observable<T> | undefined;

/** Notes how an observable lends its values, under the gate that says when each is done with. */
export function lendable<T>(values: Observable<T>, lend: Lend<T>): Observable<T> {
  lenders.set(values, lend);
  return values;
}

/** The values that `gate` has let through are its sink's to use, until it is empty again. */
export function lentBy<T>(values: Observable<T>, gate: LendingGate): Observable<T> | undefined {
  // What was noted lends the observable's own values.
  return lenders.get(values)?.(gate) as Observable<T> | undefined;
}
