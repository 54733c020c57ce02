/** The ruleset: its rules, its features, and whether the newest edit was refused. */
import { queryOptions } from '@tanstack/react-query';
import { get } from './client.ts';
import { features, rules, ruleset } from './types.ts';

export const rulesQuery = queryOptions({
  queryKey: ['rules'],
  queryFn: ({ signal }) => get(rules, '/v1/rules', signal),
  staleTime: 5_000,
});

export const featuresQuery = queryOptions({
  queryKey: ['features'],
  queryFn: ({ signal }) => get(features, '/v1/features', signal),
  staleTime: 60_000,
});

export const rulesetQuery = queryOptions({
  queryKey: ['ruleset'],
  queryFn: ({ signal }) => get(ruleset, '/v1/ruleset', signal),
  refetchInterval: 10_000,
});
