import { createExtractionProcesses } from '../../scripts/system/crawler.ts';

/** One pool for all crawlers of a test process: an extraction process takes a second to start, and ends with the one that started it. */
export const EXTRACTION = createExtractionProcesses();
