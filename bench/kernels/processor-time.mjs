/** Nanoseconds of processor time that this process has taken since `start`, of process.cpuUsage(). */
export function nanosecondsSince(start) {
  const { user, system } = process.cpuUsage(start);
  return (user + system) * 1e3;
}
