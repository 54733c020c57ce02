/** Every benchmark, in the order of the document that shows their figures. */
import type { Benchmark } from './benchmark.ts';
import { clef2020Claims } from './clef2020-claims.ts';
import { conda } from './conda.ts';
import { davidson } from './davidson.ts';
import { olid } from './olid.ts';
import { phishingUrls } from './phishing-urls.ts';
import { youtubeSpam } from './youtube-spam.ts';

export const benchmarks: readonly Benchmark[] = [davidson, olid, conda, youtubeSpam, phishingUrls, clef2020Claims];
