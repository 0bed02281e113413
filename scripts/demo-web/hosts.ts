/** The hosts of the demo web, in the order of its manifest. */

import type { HostSite } from './host-site.ts';
import { brackishlog } from './hosts/brackishlog.ts';
import { copperfold } from './hosts/copperfold.ts';
import { ferrywheel } from './hosts/ferrywheel.ts';
import { harbour } from './hosts/harbour.ts';
import { kelpdb } from './hosts/kelpdb.ts';
import { lanternworks } from './hosts/lanternworks.ts';
import { millrace, oldmill } from './hosts/millrace.ts';
import { parcelbird } from './hosts/parcelbird.ts';
import { pebblestack } from './hosts/pebblestack.ts';
import { quayside } from './hosts/quayside.ts';
import { saltmarsh } from './hosts/saltmarsh.ts';
import { tramlight } from './hosts/tramlight.ts';
import { whatisdown } from './hosts/whatisdown.ts';

export const DEMO_HOSTS: readonly HostSite[] = [
  ferrywheel, brackishlog, tramlight, pebblestack, oldmill, millrace, saltmarsh, kelpdb, parcelbird, lanternworks, copperfold, whatisdown, quayside, harbour,
];

/** Second names of hosts; they redirect to the first. */
export const DEMO_ALIASES: Readonly<Record<string, string>> = { 'www.brackishlog.example': 'brackishlog.example' };
