/** What a measurement found beside what is asked, one line each. */

/** Prints the lines under a title, and below those that fail some of what was said meanwhile; whether all are fine. */
export function report(title: string, checks: readonly (readonly [string, boolean])[], said: readonly string[]): boolean {
  console.log(title);
  for (const [line, isFine] of checks) console.log(`  ${isFine ? '✓' : '✗'} ${line}`);
  for (const line of new Set(said.slice(0, 12))) console.log(`      ${line.slice(0, 300)}`);
  return checks.every(([, isFine]) => isFine);
}
