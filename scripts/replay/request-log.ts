/** What a replay server was asked and what it sent: counts for tests, benchmarks and the demo's summary. */

/** Counts since the start. Bytes are those of bodies as sent, so compressed where they were. */
export type RequestLog = {
  readonly total: number;
  readonly bytesSent: number;
  readonly byStatus: Readonly<Record<number, number>>;
  readonly byHost: Readonly<Record<string, { readonly requests: number; readonly bytesSent: number; readonly peakConcurrent: number }>>;
  /** Addresses that answered 404, each once, in the order asked. */
  readonly missing: readonly string[];
};

type HostCounts = { requests: number; bytesSent: number; peakConcurrent: number; concurrent: number };

/** A log that counts as the server goes on; `snapshot` is what it holds at that moment. */
export function createRequestCounter(): {
  begin(host: string): void;
  answered(host: string, answer: { readonly status: number; readonly bytes: number; readonly address: string }): void;
  end(host: string): void;
  snapshot(): RequestLog;
} {
  const hosts = new Map<string, HostCounts>();
  const statuses = new Map<number, number>();
  const missing = new Set<string>();

  return {
    begin(host) {
      const counts = hosts.get(host) ?? { requests: 0, bytesSent: 0, peakConcurrent: 0, concurrent: 0 };
      hosts.set(host, counts);
      counts.requests += 1;
      counts.concurrent += 1;
      counts.peakConcurrent = Math.max(counts.peakConcurrent, counts.concurrent);
    },
    answered(host, { status, bytes, address }) {
      const counts = hosts.get(host);
      if (counts !== undefined) counts.bytesSent += bytes;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status === 404) missing.add(address);
    },
    end(host) {
      const counts = hosts.get(host);
      if (counts !== undefined) counts.concurrent -= 1;
    },
    snapshot: () => ({
      total: [...hosts.values()].reduce((sum, counts) => sum + counts.requests, 0),
      bytesSent: [...hosts.values()].reduce((sum, counts) => sum + counts.bytesSent, 0),
      byStatus: Object.fromEntries(statuses),
      byHost: Object.fromEntries([...hosts].map(([host, { concurrent: _, ...counts }]) => [host, counts])),
      missing: [...missing],
    }),
  };
}
