/** The hosts of the demo web, in the order of its manifest. */

import type { HostSite } from './host-site.ts';
import { brackishlog } from './hosts/brackishlog.ts';
import { ferrywheel } from './hosts/ferrywheel.ts';
import { quayside } from './hosts/quayside.ts';
import { tramlight } from './hosts/tramlight.ts';

export const DEMO_HOSTS: readonly HostSite[] = [ferrywheel, brackishlog, tramlight, quayside];

/** Second names of hosts; they redirect to the first. */
export const DEMO_ALIASES: Readonly<Record<string, string>> = { 'www.brackishlog.example': 'brackishlog.example' };
