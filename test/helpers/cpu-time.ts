/** Processor time of this process in milliseconds: what a bound on work can hold against on a busy machine. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
