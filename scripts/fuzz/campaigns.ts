/** All fuzzers. */
import type { Campaign } from './campaign.ts';
import { evaluator } from './evaluator.ts';
import { functions } from './functions.ts';
import { editor, parser } from './parser.ts';
import { regex } from './regex.ts';

export const campaigns: readonly Campaign[] = [parser, editor, evaluator, functions, regex];
