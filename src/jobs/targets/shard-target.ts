import type { Written } from '../../files/sinks/batch-sink.js';
import type { Converted } from '../replies.js';

/** Where converted parts are joined to one file. */
export interface ShardTarget {
  write(converted: Converted): Promise<void>;
  close(): Promise<Written>;
  abort(): Promise<void>;
}
