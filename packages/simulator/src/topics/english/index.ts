/** Topics in English. */
import type { Topic } from '../topic.ts';
import { commuting } from './commuting.ts';
import { cooking } from './cooking.ts';
import { film } from './film.ts';
import { football } from './football.ts';
import { politics } from './politics.ts';
import { technology } from './technology.ts';

export const ENGLISH: readonly Topic[] = [football, cooking, commuting, technology, politics, film];
