import type { Converted } from './replies.js';
import type { Task } from './worker-messages.js';

/** One who converts parts. */
export interface Hand {
  /** So many tasks it takes at a time, of which it does one after the other. */
  readonly seats: number;
  /** Settles when it can begin. */
  readonly ready: Promise<void>;
  /** Settles when it has loaded what it needs, or is gone. */
  readonly loaded: Promise<void>;
  /** Fails with what the conversion does, and where the hand is gone. */
  convert(task: Task): Promise<Converted>;
  /** What it says of all that it has converted, behind that. */
  finish(): Promise<Converted>;
  /** Ends it, whatever it does; what it was doing fails with `reason`. */
  dismiss(reason: unknown): Promise<void>;
}
