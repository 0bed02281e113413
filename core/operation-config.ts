/** Settings for whoever runs an installation: measures, stopping, how long things are kept. */

import type { Setting } from './config.ts';

export type OperationConfig = {
  /** Where measures and the state of the process are read; null: nowhere. 0 takes any free port. */
  readonly metricsPort: number | null;
  readonly metricsHost: string;
  /** Between "not ready" and the end of listening: as long as a load balancer takes to notice. */
  readonly prestopSeconds: number;
  /** Days after which something is forgotten; null: never. */
  readonly keepDays: { readonly pages: number | null; readonly runs: number | null; readonly deliveries: number | null };
};

export const OPERATION_SETTINGS: readonly Setting[] = [
  { name: 'METRICS_PORT', fallback: '', rule: 'a whole number from 0 to 65535, or empty', meaning: 'Port for `/metrics` (Prometheus), `/livez` and `/readyz` of any role; 0 takes any free one. Empty: none.' },
  { name: 'METRICS_HOST', fallback: '127.0.0.1', rule: 'an address of this machine', meaning: 'Where that port listens; nothing of it is meant for the public.' },
  { name: 'PRESTOP_SECONDS', fallback: '0', rule: 'a number from 0 to 10', meaning: 'How long a stopping server still answers while `/readyz` says that it stops.' },
  { name: 'KEEP_PAGES_DAYS', fallback: '0', rule: 'a whole number from 0 to 36500', meaning: 'Raw pages are deleted so many days after they were fetched; 0: never. New rules then cannot be applied to them.' },
  { name: 'KEEP_RUNS_DAYS', fallback: '90', rule: 'a whole number from 0 to 36500', meaning: 'Crawl runs and what happened in them are deleted after so many days; 0: never.' },
  { name: 'KEEP_DELIVERIES_DAYS', fallback: '400', rule: 'a whole number from 0 to 36500', meaning: 'Who got which digest is deleted after so many days; 0: never.' },
];

type Readers = { readonly text: (name: string) => string; readonly number: (name: string, least: number, most: number, isWhole: boolean) => number };

/** The settings by their readers, which refuse what breaks a rule. */
export function parseOperationConfig({ text, number }: Readers): OperationConfig {
  const days = (name: string): number | null => number(name, 0, 36_500, true) || null;
  return {
    metricsPort: text('METRICS_PORT') === '' ? null : number('METRICS_PORT', 0, 65_535, true),
    metricsHost: text('METRICS_HOST'),
    prestopSeconds: number('PRESTOP_SECONDS', 0, 10, false),
    keepDays: { pages: days('KEEP_PAGES_DAYS'), runs: days('KEEP_RUNS_DAYS'), deliveries: days('KEEP_DELIVERIES_DAYS') },
  };
}
