import { readFileSync } from 'node:fs';

/**
 * The most memory that this process has had, in 10⁶ bytes. The system's own count of a process' maximum begins with that
 * of its parent, which has made the data; where there is no other, it is that.
 */
export function peakMegabytes() {
  return (Number(ownPeak() ?? process.resourceUsage().maxRSS) * 1024) / 1e6;
}

function ownPeak() {
  try {
    return /VmHWM:\s*(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  } catch {
    return undefined; // no Linux
  }
}
