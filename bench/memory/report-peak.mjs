// Preloaded into a process (`node --import`): writes its peak memory in kilobytes to descriptor 3 when it ends.
import { writeSync } from 'node:fs';
import { peakMegabytes } from '../peak.mjs';

process.on('exit', () => {
  const kilobytes = (peakMegabytes() * 1e6) / 1024;
  // Loaded earlier, it would be a megabyte of that.
  const { isMainThread } = process.getBuiltinModule('node:worker_threads');
  if (isMainThread) writeSync(3, String(kilobytes));
});
